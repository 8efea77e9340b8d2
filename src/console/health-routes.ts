import type { FastifyInstance } from 'fastify'
import type { EventLine } from './api-schema.js'
import type { ConsoleParts } from './console-parts.js'
import type { HealthWatch } from './health-watch.js'
import { openLineStream } from './line-stream.js'

/** Adds what the gateway does at the moment. */
export function addHealthRoutes(
  server: FastifyInstance,
  { gateway }: Pick<ConsoleParts, 'gateway'>,
  watch: HealthWatch,
): void {
  server.get('/api/health', () => watch.health())

  server.get('/api/events', async (_request, reply) => {
    const stream = openLineStream<EventLine>(reply)
    stream.send({ health: watch.health() })
    let isFull = false
    const leave = watch.follow((line) => {
      // One who does not read gets the next sight of things, not every one.
      if (isFull) return
      isFull = !stream.send(line)
      if (isFull) void stream.drained().then(() => (isFull = false))
    })
    stream.gone.addEventListener('abort', leave, { once: true })
  })

  server.delete<{ Params: { id: string } }>('/api/sessions/:id/statement', async (request) => {
    gateway.cancel(Number(request.params.id))
    return {}
  })
}
