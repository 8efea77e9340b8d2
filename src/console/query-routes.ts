import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { queryRequest, type QueryLine } from './api-schema.js'
import type { ConsoleParts } from './console-parts.js'
import { openLineStream } from './line-stream.js'
import { readBody } from './read-body.js'
import { runQuery } from './run-query.js'

/** Longest body of a query, bytes. */
const mostBytes = 8 << 20

/** Adds running and cancelling queries. A browser that goes away cancels its query. */
export function addQueryRoutes(server: FastifyInstance, parts: ConsoleParts): void {
  const running = new Map<string, AbortController>()

  server.post('/api/queries', { bodyLimit: mostBytes }, async (request, reply) => {
    const { connection, sql, parameters = [], maxRows } = readBody(queryRequest, request.body)
    const { name } = await parts.profiles.get(connection)
    const id = randomUUID()
    const controller = new AbortController()
    running.set(id, controller)
    const stream = openLineStream<QueryLine>(reply)
    stream.send({ id })
    const stop = AbortSignal.any([controller.signal, stream.gone])
    try {
      await runQuery({ connection: name, sql, parameters, maxRows }, stream, parts, stop)
    } finally {
      running.delete(id)
      stream.end()
    }
  })

  // One that has ended is as good as cancelled.
  server.delete<{ Params: { id: string } }>('/api/queries/:id', async (request) => {
    running.get(request.params.id)?.abort()
    return {}
  })
}
