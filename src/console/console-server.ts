import type { FastifyInstance } from 'fastify'
import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import { sessionRequest, type ErrorAnswer, type SessionAnswer } from './api-schema.js'
import { createBrowserSessions } from './browser-sessions.js'
import { addConnectRoutes } from './connect-routes.js'
import { addConnectionRoutes } from './connection-routes.js'
import type { ConsoleParts } from './console-parts.js'
import { apiErrorOf, asRequestError } from './error-answer.js'
import { addHealthRoutes } from './health-routes.js'
import { watchHealth } from './health-watch.js'
import { createOneTimeLink } from './one-time-link.js'
import { addPageRoutes, nothingHere } from './page-routes.js'
import { addQueryRoutes } from './query-routes.js'
import { readBody } from './read-body.js'
import { createRequestGuard, securityHeaders } from './request-guard.js'
import { addTestRoutes } from './test-routes.js'
import { addTokenRoutes } from './token-routes.js'

/** The console, listening. */
export interface Console {
  readonly url: string
  /** The one-time link that opens it in a browser. */
  link(): string
  /** Stops listening and ends what its pages have under way. */
  close(): Promise<void>
}

/** Longest body of a request, bytes. */
const mostBytes = 1 << 20

/** Starts the console's HTTP server. Error: PORT_UNUSABLE. */
export async function openConsole(parts: ConsoleParts): Promise<Console> {
  const { events, now = Date.now } = parts
  const { fastify } = await import('fastify')
  const server: FastifyInstance = fastify({
    forceCloseConnections: true,
    logger: false,
    bodyLimit: mostBytes,
    exposeHeadRoutes: false,
  })
  let port = parts.port
  const url = (): string => `http://${parts.host.includes(':') ? `[${parts.host}]` : parts.host}:${port}/`
  const link = createOneTimeLink(now, (code) => parts.onLink?.(`${url()}session#${code}`))
  const sessions = createBrowserSessions(now)
  const guard = createRequestGuard(() => port, sessions, link)
  const watch = watchHealth(parts)

  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    guard.check(request)
  })
  server.setErrorHandler(async (thrown, _request, reply) => {
    const error = asRequestError(thrown)
    if (error.code === 'INTERNAL')
      events.emit({ type: 'internal.failed', message: error.message, stack: stackOf(thrown) })
    await reply.code(error.faces.http).send({ error: apiErrorOf(error, events.mask) } satisfies ErrorAnswer)
  })
  server.setNotFoundHandler(() => {
    throw nothingHere()
  })

  server.post('/api/session', async (request, reply) => {
    const { code } = readBody(sessionRequest, request.body)
    if (!link.take(code))
      throw new AzdoError('LINK_REFUSED', 'This link was used before, or has expired.', {
        hint: 'Open the newest link that azdo start has printed on its terminal: each works once.',
      })
    const value = sessions.open()
    reply.header('set-cookie', guard.cookie(value))
    return answerOf(sessions.find(value)!.csrf)
  })
  server.get('/api/session', (request) => answerOf(guard.sessionOf(request).csrf))
  const answerOf = (csrf: string): SessionAnswer => {
    // Named one by one: the gateway's password stays here.
    const { host, port: gatewayPort, database, user } = parts.gateway
    return { version: parts.version, csrf, gateway: { host, port: gatewayPort, database, user } }
  }

  addConnectionRoutes(server, parts)
  addTokenRoutes(server, parts)
  addTestRoutes(server, parts)
  addQueryRoutes(server, parts)
  addConnectRoutes(server, parts)
  addHealthRoutes(server, parts, watch)
  addPageRoutes(server, parts.pages)

  try {
    await server.listen({ host: parts.host, port: parts.port })
  } catch (thrown) {
    watch.close()
    await server.close()
    throw portUnusable(parts.port, thrown)
  }
  const address = server.server.address()
  if (address !== null && typeof address === 'object') port = address.port
  return {
    url: url(),
    link: () => `${url()}session#${link.code()}`,
    async close() {
      watch.close()
      await server.close()
    },
  }
}

function portUnusable(port: number, thrown: unknown): AzdoError {
  const code = (thrown as NodeJS.ErrnoException).code
  const reason =
    code === 'EADDRINUSE'
      ? 'is in use'
      : code === 'EACCES'
        ? 'may not be used by this user'
        : `fails: ${code ?? asAzdoError(thrown).message}`
  return new AzdoError('PORT_UNUSABLE', `The console's port ${port} ${reason}.`, {
    hint: 'Choose another one.',
    cause: thrown,
  })
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined
}
