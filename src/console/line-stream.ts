import type { FastifyReply } from 'fastify'

/** An answer of lines of JSON that are sent as they come. */
export interface LineStream<Line> {
  /** Aborted when the browser has gone away before the end. */
  readonly gone: AbortSignal
  /** False: it is full; wait for `drained` before the next. */
  send(line: Line): boolean
  /** Resolves when there is room again, or the browser has gone. */
  drained(): Promise<void>
  end(): void
}

/** Begins an answer of lines. Headers that were set on the reply go with it. */
export function openLineStream<Line>(reply: FastifyReply): LineStream<Line> {
  reply.hijack()
  const { raw } = reply
  const controller = new AbortController()
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'application/x-ndjson; charset=utf-8',
  })
  // What has to be waited for shows that it has begun.
  raw.flushHeaders()
  const waiting: (() => void)[] = []
  const goOn = (): void => waiting.splice(0).forEach((resolve) => resolve())
  raw.on('drain', goOn)
  raw.on('close', () => {
    if (!raw.writableFinished) controller.abort()
    goOn()
  })
  raw.on('error', () => controller.abort())
  return {
    gone: controller.signal,
    send: (line) => raw.destroyed || raw.write(`${JSON.stringify(line)}\n`),
    async drained() {
      if (!raw.destroyed && raw.writableNeedDrain) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    end: () => void raw.end(),
  }
}
