import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AzdoError } from '../errors/azdo-error.js'
import { readPageFiles, type PageFile } from './page-files.js'

/**
 * The pages. They hold nothing of anybody's: what they show they ask the API for, which wants a session. `/session` is
 * where the one-time link leads; its code stands behind the #, which no browser sends.
 */
export function addPageRoutes(server: FastifyInstance, folder: string): void {
  let reading: Promise<ReadonlyMap<string, PageFile>> | undefined
  const files = async (): Promise<ReadonlyMap<string, PageFile>> => {
    const found = await (reading ??= readPageFiles(folder))
    // Built later, perhaps.
    if (found.size === 0) reading = undefined
    return found
  }

  const sendPage = async (_request: FastifyRequest, reply: FastifyReply) => {
    const page = (await files()).get('/index.html')
    if (page !== undefined) return send(_request, reply, page)
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The pages of the console are not built. Run: npm run build\n')
  }
  server.get('/', sendPage)
  server.get('/session', sendPage)
  server.get('/*', async (request, reply) => {
    const file = (await files()).get(request.url.split('?')[0]!)
    if (file === undefined) throw nothingHere()
    return send(request, reply, file)
  })
}

/** Of an address that nothing is at. */
export function nothingHere(): AzdoError {
  return new AzdoError('ADDRESS_UNKNOWN', 'There is nothing at this address.', {
    hint: 'Go to the start of the console.',
  })
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  reply.type(file.type).header('vary', 'accept-encoding')
  if (file.isImmutable) reply.header('cache-control', 'private, max-age=31536000, immutable')
  if (file.gzipped === undefined || !takesGzip) return reply.send(file.bytes)
  return reply.header('content-encoding', 'gzip').send(file.gzipped)
}
