import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A way to the service on which something can happen before a request gets there. */
export interface ServiceProxy {
  readonly url: string
  /** Called with each request's address before it is handed on, which waits for it. */
  before: (address: string) => Promise<void> | void
  close(): Promise<void>
}

export async function startServiceProxy(target: string): Promise<ServiceProxy> {
  const server: Server = createServer((received, response) => {
    void (async () => {
      await proxy.before(decodeURIComponent(received.url!))
      const { host: _, ...headers } = received.headers
      const sent = request(new URL(received.url!, target), { method: received.method, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(response)
      })
      sent.on('error', () => response.destroy())
      received.pipe(sent)
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: ServiceProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    before: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return proxy
}
