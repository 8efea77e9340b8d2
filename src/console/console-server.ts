import { AzdoError } from '../errors/azdo-error.js'
import type { Profiles } from '../settings/profiles.js'
import type { ConsoleStatus } from './console-status.js'
import { statusPage } from './status-page.js'

export interface ConsoleOptions {
  /** A loopback address. */
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly version: string
  readonly gateway: ConsoleStatus['gateway']
  /** Read anew for every page. */
  readonly profiles: Profiles
}

/** Everything comes from the page itself; nothing else may load, frame it or be sent to. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/**
 * Starts the console's HTTP server. Errors: PORT_UNUSABLE. Requests whose Host header is not a loopback name with this
 * port are refused, so that no web page can reach it through a name of its own (DNS rebinding).
 */
export async function openConsole(
  options: ConsoleOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { fastify } = await import('fastify')
  const server = fastify({ forceCloseConnections: true, logger: false })
  let port = options.port
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)
    if (!hosts.includes(request.headers.host?.toLowerCase() ?? '')) {
      await reply
        .code(421)
        .send({ code: 'HOST_REFUSED', message: `This console answers to http://127.0.0.1:${port}/ only.` })
    }
  })
  server.setErrorHandler(async (_error, _request, reply) => {
    await reply
      .code(500)
      .send({ code: 'INTERNAL', message: 'The connections cannot be read. Run: azdo doctor' })
  })
  server.setNotFoundHandler(async (_request, reply) => {
    await reply.code(404).send({ code: 'NOT_FOUND', message: 'There is nothing at this address.' })
  })
  server.get('/', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(statusPage(await readStatus(options))),
  )
  server.get('/console.css', async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(stylesheet),
  )
  server.get('/api/health', async () => {
    const { version, gateway, connections } = await readStatus(options)
    return {
      ok: true,
      version,
      gateway: { host: gateway.host, port: gateway.port },
      connections: connections.length,
    }
  })
  try {
    await server.listen({ host: options.host, port: options.port })
  } catch (thrown) {
    await server.close()
    const code = (thrown as NodeJS.ErrnoException).code
    const reason =
      code === 'EADDRINUSE'
        ? 'is in use'
        : code === 'EACCES'
          ? 'may not be used by this user'
          : `fails: ${code}`
    throw new AzdoError('PORT_UNUSABLE', `The console's port ${options.port} ${reason}.`, {
      hint: 'Choose another one.',
      cause: thrown,
    })
  }
  const address = server.server.address()
  if (address !== null && typeof address === 'object') port = address.port
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return { url: `http://${host}:${port}/`, close: () => server.close() }
}

/** Names each value that is shown: the gateway's password and the connections' secrets stay here. */
async function readStatus({ version, gateway, profiles }: ConsoleOptions): Promise<ConsoleStatus> {
  const { host, port, database, user } = gateway
  const connections = (await profiles.list()).map((profile) => ({
    name: profile.name,
    auth: profile.values['Auth'] ?? '',
    organization: profile.values['Organization'] ?? '',
    isDefault: profile.isDefault,
  }))
  return { version, gateway: { host, port, database, user }, connections }
}

const stylesheet = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid #8886; }
code { font-family: ui-monospace, monospace; }
`
