import { closeSync, openSync, writeSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { SandboxError } from './sandbox-error.js'

/** A line of the log: one request as it was answered. `status` 0: the connection was cut before an answer. `ms` from arrival to the end of the answer. */
export interface RequestLine {
  at: string
  method: string
  path: string
  query: string
  status: number
  ms: number
  /** Bytes of the answer's body. */
  bytes: number
}

export interface RequestLog {
  /** Writes the request's line when its answer ends or its connection is cut, whichever comes first. */
  watch(request: IncomingMessage, response: ServerResponse): void
  close(): void
}

/** Event by which a side says that it is about to cut the connection instead of ending its answer. */
export const CUT = 'cut'

const SECRET_PARAMETERS =
  /(^|&)(code|client_secret|client_assertion|access_token|refresh_token|id_token|token|password|sig)=[^&]*/gi

/** The query of a URL as it may be logged: what could be a secret is replaced by three asterisks. */
export function queryWithoutSecrets(query: string): string {
  return query.replace(SECRET_PARAMETERS, '$1$2=***')
}

/**
 * Opens the log for appending. Lines are written synchronously right before an answer ends,
 * so whoever has read an answer finds its line. Throws SandboxError when the file can't be opened.
 */
export function openRequestLog(file: string | undefined): RequestLog {
  if (file === undefined) return { watch: () => {}, close: () => {} }
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'a')
  } catch (cause) {
    throw new SandboxError(
      `The request log ${file} can't be opened (${(cause as NodeJS.ErrnoException).code}).`,
      'Give --log a file in a folder that exists and that you may write.',
      {
        cause,
      },
    )
  }

  return {
    watch(request, response) {
      const at = new Date()
      const started = performance.now()
      const target = request.url ?? '/'
      const mark = target.indexOf('?')
      let bytes = 0
      let written = false

      const writeLine = (status: number) => {
        if (written || descriptor === undefined) return
        written = true
        const line: RequestLine = {
          at: at.toISOString(),
          method: request.method ?? '',
          path: mark < 0 ? target : target.slice(0, mark),
          query: mark < 0 ? '' : queryWithoutSecrets(target.slice(mark + 1)),
          status,
          ms: Math.round((performance.now() - started) * 10) / 10,
          bytes,
        }
        writeSync(descriptor, JSON.stringify(line) + '\n')
      }
      const count = (chunk: unknown) => {
        if (typeof chunk === 'string') bytes += Buffer.byteLength(chunk)
        else if (chunk instanceof Uint8Array) bytes += chunk.byteLength
      }

      const write = response.write.bind(response) as (...values: unknown[]) => boolean
      const end = response.end.bind(response) as (...values: unknown[]) => ServerResponse
      response.write = ((...values: unknown[]) => {
        count(values[0])
        return write(...values)
      }) as typeof response.write
      response.end = ((...values: unknown[]) => {
        if (request.method !== 'HEAD') count(values[0])
        writeLine(response.statusCode)
        return end(...values)
      }) as typeof response.end
      const writeCut = () => writeLine(response.headersSent ? response.statusCode : 0)
      response.once(CUT, writeCut)
      response.once('close', writeCut)
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}
