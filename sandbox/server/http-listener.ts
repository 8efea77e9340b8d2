import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SandboxError } from './sandbox-error.js'

/** A bound HTTP server whose requests go to whatever `answer` is set to. */
export interface HttpListener {
  /** http://host:port, no trailing slash; a wildcard host is given as the loopback address. */
  readonly origin: string
  /** Sets who answers; until then requests wait. */
  answerWith(listener: RequestListener): void
  /** Stops listening and ends every connection, idle or not. */
  close(): Promise<void>
}

/** Idle connections stay open this long, longer than clients keep them, so that no request meets a closing one. */
const KEEP_ALIVE_MS = 120_000

/** Binds the address. Throws SandboxError when the port is taken or may not be used, or the host is not of this machine. */
export async function listen(host: string, port: number): Promise<HttpListener> {
  let answer: RequestListener | undefined
  const waiting: Parameters<RequestListener>[] = []
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    if (answer) void answer(request, response)
    else waiting.push([request, response])
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  }).catch((cause: NodeJS.ErrnoException) => {
    throw explained(cause, host, port)
  })
  server.removeAllListeners('error')

  const bound = (server.address() as AddressInfo).port
  const named = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return {
    origin: `http://${named.includes(':') ? `[${named}]` : named}:${bound}`,
    answerWith(listener) {
      answer = listener
      for (const [request, response] of waiting.splice(0)) void listener(request, response)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function explained(cause: NodeJS.ErrnoException, host: string, port: number): SandboxError {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new SandboxError(
        `Port ${port} of ${host} is in use.`,
        'Stop what uses it, or give another with --port (0 takes a free one).',
        { cause },
      )
    case 'EACCES':
      return new SandboxError(
        `Port ${port} of ${host} may not be used.`,
        'Give a port above 1023 with --port.',
        { cause },
      )
    default:
      return new SandboxError(
        `The sandbox can't listen on ${host}:${port}: ${cause.message}`,
        'Give an address of this machine with --host.',
        { cause },
      )
  }
}
