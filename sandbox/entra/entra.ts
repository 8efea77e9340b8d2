import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from '../server/read-body.js'
import type { SandboxAccounts, SandboxClient } from '../server/sandbox-accounts.js'
import { jsonAnswer, sendAnswer, type PlainAnswer } from '../server/send-answer.js'
import { createAccessTokens, type AccessTokens } from './access-tokens.js'
import { refusalPage, refusalToApplication } from './authorization-code/authorization-answer.js'
import { checkAuthorizeRequest } from './authorization-code/authorize-request.js'
import type { AssertionTrust } from './client-assertion/check-assertion.js'
import { createFederatedIssuer, type FederatedIssuer } from './client-assertion/federated-issuer.js'
import { processCertificate } from './client-assertion/self-signed-certificate.js'
import { createProvider } from './create-provider.js'
import { checkDeviceCodeRequest } from './device-code/device-code-request.js'
import { entraErrorBody, unknownTenant, type EntraRefusal, type EntraSite } from './entra-error.js'
import { createErrorOnDemand, type ErrorOnDemand } from './error-on-demand.js'
import { loadProvider } from './load-provider.js'
import { createMetadataEndpoint } from './managed-identity/metadata-endpoint.js'
import { createProviderMemory } from './memory-adapter.js'
import { replayRequest } from './replay-request.js'
import { createConsents } from './sign-in/consents.js'
import { createSignInPages, SIGN_IN_PAGES } from './sign-in/sign-in-pages.js'
import { createSigningKey } from './signing-key.js'
import { defaultLifetimes, type TokenLifetimes } from './token-lifetimes.js'
import { checkTokenRequest, readForm, type TokenRequestParts } from './token-request.js'

/** The Entra side of the sandbox. */
export interface Entra {
  readonly tokens: AccessTokens
  readonly lifetimes: TokenLifetimes
  readonly errors: ErrorOnDemand
  /** The issuer that the federated application trusts. */
  readonly issuer: FederatedIssuer
  /** What applications without a secret prove themselves with, for the sandbox's info. */
  readonly proofs: { certificatePem: string; assertion: string }
  /** Makes every refresh token given out so far worthless. */
  revokeRefreshTokens(): void
  /** Answers a request to the metadata service of a machine that has a managed identity. */
  metadata(method: string, query: URLSearchParams, headers: IncomingHttpHeaders): Promise<PlainAnswer>
  /** Whether the path (without query) is one of Entra's. */
  owns(path: string): boolean
  /** Answers a request to such a path. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
}

const ENTRA_PATH =
  /^\/([^/]+)(\/oauth2\/v2\.0\/[^/]+(?:\/[^/]+)?|\/discovery\/v2\.0\/keys|\/v2\.0(\/\.well-known\/openid-configuration))\/?$/i
/** Endpoints that the sandbox has; others must not seem to work. */
const EMULATED =
  /^\/oauth2\/v2\.0\/(token|devicecode|authorize(\/[^/]+)?|deviceauth(\/[^/]+)?|signin\/[^/]+)$/i
/** Tenant names under which Entra serves every tenant. The sandbox's people are all of an organization. */
const SHARED_TENANTS: ReadonlySet<string> = new Set(['common', 'organizations'])

/**
 * Starts the identity provider for the accounts' tenant. Requests pass a thin layer for each endpoint, which knows what the provider can't be told, then the
 * provider, whose answers are put into Entra's words (create-provider.ts).
 */
export async function createEntra(site: EntraSite, accounts: SandboxAccounts): Promise<Entra> {
  const { origin, clock } = site
  // The keys are made on other threads while the provider's module is loaded.
  const [key, certificate, issuer] = await Promise.all([
    createSigningKey(),
    processCertificate(),
    createFederatedIssuer(site),
    loadProvider(),
  ])
  const tokens = createAccessTokens(accounts.tenant, { keys: [key.publicKey] }, clock)
  const lifetimes = defaultLifetimes()
  const errors = createErrorOnDemand()
  const memory = createProviderMemory(clock)
  const consents = createConsents()
  const secretOf = secretsWithinProvider()
  const provider = await createProvider({
    site,
    accounts,
    tokens,
    lifetimes,
    key,
    memory,
    consents,
    secretOf,
  })
  const answerWithProvider = provider.callback()
  const answerSignIn = createSignInPages(provider, { site, accounts, consents })
  const trust: AssertionTrust = {
    certificate,
    certificateClient: accounts.certificateClient,
    federatedClient: accounts.federatedClient,
    issuer,
    clock,
    audiences: new Set(
      [accounts.tenant, accounts.domain, ...SHARED_TENANTS].flatMap((tenant) => [
        `${origin}/${tenant}/oauth2/v2.0/token`,
        `${origin}/${tenant}/v2.0`,
      ]),
    ),
  }
  const parts: TokenRequestParts = { accounts, errors, memory, trust, secretOf }

  const refuse = (request: IncomingMessage, response: ServerResponse, refusal: EntraRefusal) => {
    const correlation = request.headers['client-request-id']
    const body = entraErrorBody(refusal, site, typeof correlation === 'string' ? correlation : undefined)
    const headers = { 'Cache-Control': 'no-store', 'x-ms-request-id': String(body['trace_id']) }
    request.resume()
    sendAnswer(request, response, jsonAnswer(refusal.status, body, headers))
  }

  return {
    tokens,
    lifetimes,
    errors,
    issuer,
    proofs: { certificatePem: certificate.pem, assertion: await issuer.assertion() },
    revokeRefreshTokens: () => memory.revokeRefreshTokens(),
    metadata: createMetadataEndpoint({ accounts, tokens, clock, sign: (claims) => key.sign(claims) }),
    owns: (path) => ENTRA_PATH.test(path),

    async handle(request, response) {
      const target = request.url ?? '/'
      const mark = target.indexOf('?')
      const path = mark < 0 ? target : target.slice(0, mark)
      const queryText = mark < 0 ? '' : target.slice(mark + 1)
      const [, tenantName = '', rest = '', discovery] = ENTRA_PATH.exec(path) ?? []
      const tenant = tenantName.toLowerCase()
      const sharedTenant = SHARED_TENANTS.has(tenant)
      const known = sharedTenant || tenant === accounts.tenant || tenant === accounts.domain
      const endpoint = `${request.method} ${rest.toLowerCase()}`

      // The provider knows paths below its mount point; it takes the mount point from the difference of the two.
      const pass = async (query: string, form?: Record<string, string>) => {
        const inner = (discovery ?? rest) + (query === '' ? '' : `?${query}`)
        const mounted = `/${accounts.tenant}${inner}`
        await answerWithProvider(replayRequest(request, { url: inner, mounted }, form), response)
      }

      if (!known) {
        const refusal = unknownTenant(tenantName)
        if (endpoint === 'GET /oauth2/v2.0/authorize') {
          return sendAnswer(request, response, refusalPage(refusal, site))
        }
        return refuse(request, response, refusal)
      }
      if (rest.startsWith('/oauth2/') && !EMULATED.test(rest)) {
        const message = `The sandbox does not emulate ${rest} of Entra.`
        request.resume()
        return sendAnswer(request, response, jsonAnswer(501, { message }))
      }
      if (rest.startsWith(SIGN_IN_PAGES)) return answerSignIn(request, response)

      switch (endpoint) {
        case 'POST /oauth2/v2.0/token': {
          const form = readForm(request, await readBody(request))
          const { authorization } = request.headers
          const checked = await checkTokenRequest(form, { authorization, sharedTenant }, parts)
          return 'refusal' in checked
            ? refuse(request, response, checked.refusal)
            : pass(queryText, checked.form)
        }
        case 'POST /oauth2/v2.0/devicecode': {
          const form = readForm(request, await readBody(request))
          const checked = checkDeviceCodeRequest(form, { sharedTenant }, parts)
          return 'refusal' in checked
            ? refuse(request, response, checked.refusal)
            : pass(queryText, checked.form)
        }
        case 'GET /oauth2/v2.0/authorize': {
          const decision = checkAuthorizeRequest(new URLSearchParams(queryText), { sharedTenant }, parts)
          if ('query' in decision) return pass(decision.query.toString())
          const answer =
            'page' in decision
              ? refusalPage(decision.page, site)
              : refusalToApplication(decision.refusal, decision.address, site)
          return sendAnswer(request, response, answer)
        }
        default:
          return pass(queryText)
      }
    },
  }
}

/**
 * The provider lets every application but a native one prove itself by a secret. Those that have none to the
 * outside get one that nobody knows, which takes the place of an assertion once that has been checked.
 */
function secretsWithinProvider(): (client: SandboxClient) => string | undefined {
  const inner = new Map<string, string>()
  return (client) => {
    if (client.isPublic) return undefined
    if (client.clientSecret !== undefined) return client.clientSecret
    const secret = inner.get(client.clientId) ?? randomBytes(32).toString('base64url')
    inner.set(client.clientId, secret)
    return secret
  }
}
