import type { IncomingMessage, ServerResponse } from 'node:http'
import { jsonAnswer, sendAnswer } from '../server/send-answer.js'
import type { SandboxAccounts } from '../server/sandbox-accounts.js'
import { createAccessTokens, type AccessTokens } from './access-tokens.js'
import { createProvider, createSigningKey } from './create-provider.js'
import { entraErrorBody, unknownTenant, type EntraRefusal } from './entra-error.js'
import { loadProvider } from './load-provider.js'

/** The Entra side of the sandbox. */
export interface Entra {
  readonly tokens: AccessTokens
  /** Whether the path (without query) is one of Entra's. */
  owns(path: string): boolean
  /** Answers a request to such a path. */
  handle(request: IncomingMessage, response: ServerResponse): void
}

const ENTRA_PATH =
  /^\/([^/]+)(\/oauth2\/v2\.0\/[^/]+|\/discovery\/v2\.0\/keys|\/v2\.0(\/\.well-known\/openid-configuration))\/?$/i
/** Endpoints that the sandbox does not have yet; they must not seem to work. */
const NOT_EMULATED = /^\/oauth2\/v2\.0\/(?!token$)/i
const SHARED_TENANTS = new Set(['common', 'organizations', 'consumers'])

/** Starts the identity provider for the accounts' tenant. `origin` is the sandbox's base URL without a trailing slash. */
export async function createEntra(origin: string, accounts: SandboxAccounts): Promise<Entra> {
  // The key is made on another thread while the provider's module is loaded.
  const [key] = await Promise.all([createSigningKey(), loadProvider()])
  const tokens = createAccessTokens(accounts.tenant, { keys: [key.publicKey] })
  const provider = await createProvider({ origin, accounts, tokens, key })
  const answerWithProvider = provider.callback()

  const refuse = (request: IncomingMessage, response: ServerResponse, refusal: EntraRefusal) => {
    const correlation = request.headers['client-request-id']
    const body = entraErrorBody(refusal, origin, typeof correlation === 'string' ? correlation : undefined)
    request.resume()
    sendAnswer(request, response, jsonAnswer(refusal.status, body, { 'Cache-Control': 'no-store' }))
  }

  return {
    tokens,
    owns: (path) => ENTRA_PATH.test(path),
    handle(request, response) {
      const target = request.url ?? '/'
      const mark = target.indexOf('?')
      const path = mark < 0 ? target : target.slice(0, mark)
      const [, tenant = '', rest = '', discovery] = ENTRA_PATH.exec(path) ?? []
      const known = tenant.toLowerCase()
      if (SHARED_TENANTS.has(known) && /\/token$/i.test(rest)) return refuse(request, response, noTenantGiven)
      if (known !== accounts.tenant && known !== accounts.domain)
        return refuse(request, response, unknownTenant(tenant))
      if (NOT_EMULATED.test(rest)) {
        const message = `The sandbox does not emulate ${rest} of Entra.`
        request.resume()
        return sendAnswer(request, response, jsonAnswer(501, { message }))
      }
      // The provider knows paths below its mount point; it takes the mount point from the difference to originalUrl.
      const inner = (discovery ?? rest) + (mark < 0 ? '' : target.slice(mark))
      const mounted = request as IncomingMessage & { originalUrl?: string }
      mounted.originalUrl = `/${accounts.tenant}${inner}`
      mounted.url = inner
      void answerWithProvider(request, response)
    },
  }
}

const noTenantGiven: EntraRefusal = {
  status: 400,
  error: 'invalid_request',
  code: 50059,
  text: 'No tenant-identifying information found in either the request or implied by any provided credentials.',
}
