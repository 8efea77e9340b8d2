import type { FastifyInstance } from 'fastify'
import type { TestLine } from './api-schema.js'
import type { OfConnection } from './connection-routes.js'
import type { ConsoleParts } from './console-parts.js'
import { apiErrorOf } from './error-answer.js'
import { openLineStream } from './line-stream.js'

/** Adds Test Connection: a line for each step as it ends. */
export function addTestRoutes(server: FastifyInstance, parts: ConsoleParts): void {
  const { profiles, events } = parts
  server.post<OfConnection>('/api/connections/:name/test', async (request, reply) => {
    const connection = await profiles.connection(request.params.name)
    const stream = openLineStream<TestLine>(reply)
    let startedAt = performance.now()
    try {
      const steps = await parts.test(
        connection,
        ({ name, ok, detail, warnings }) => {
          const ms = Math.round(performance.now() - startedAt)
          startedAt = performance.now()
          stream.send({
            name,
            ok,
            detail: events.mask(detail),
            ...(warnings !== undefined && { warnings: warnings.map(events.mask) }),
            ms,
          })
        },
        stream.gone,
      )
      const failed = steps.find(({ ok }) => !ok)
      if (failed?.error !== undefined) throw failed.error
      stream.send({ done: true })
    } catch (thrown) {
      stream.send({ error: apiErrorOf(thrown, events.mask) })
    } finally {
      stream.end()
    }
  })
}
