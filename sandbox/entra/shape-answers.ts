import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Clock } from '../clock.js'
import type { SandboxAccounts } from '../server/sandbox-accounts.js'
import { refusalPage, refusalToApplication } from './authorization-code/authorization-answer.js'
import { deviceCodeAnswer } from './device-code/device-code-request.js'
import { entraErrorBody, type EntraRefusal, type EntraSite } from './entra-error.js'
import { knownRefusal } from './known-refusals.js'
import { fromProviderScope, PROVIDER_SCOPES } from './offline-access.js'
import { toSandboxTime } from './provider-time.js'
import type { SigningKey } from './signing-key.js'
import { describeTokenRefusal } from './token-refusal.js'

/** Turns what the provider answers into what Entra would have answered. */
export function shapeAnswers(
  provider: Provider,
  parts: { site: EntraSite; accounts: SandboxAccounts; key: SigningKey },
): void {
  const { site, accounts, key } = parts

  provider.on('grant.success', (ctx: KoaContextWithOIDC) => {
    const { token_type, scope, expires_in, ...others } = ctx.body as Record<string, unknown>
    ctx.body = {
      token_type,
      ...(scope === undefined || scope === '' ? {} : { scope }),
      expires_in,
      ext_expires_in: expires_in,
      ...others,
    }
  })
  provider.on('device_authorization.success', (ctx: KoaContextWithOIDC) => {
    ctx.body = deviceCodeAnswer(ctx.body as Record<string, unknown>)
  })
  // Entra adds no issuer to the answer, but the state of the browser's session.
  provider.on('authorization.success', (_ctx: KoaContextWithOIDC, out?: Record<string, unknown>) => {
    if (!out) return
    delete out['iss']
    out['session_state'] = randomUUID()
  })

  const refuse = (ctx: KoaContextWithOIDC, refusal: EntraRefusal) => {
    const body = entraErrorBody(refusal, site, ctx.get('client-request-id') || undefined)
    ctx.status = refusal.status
    ctx.set('x-ms-request-id', String(body['trace_id']))
    ctx.body = body
  }
  const refuseToken = (ctx: KoaContextWithOIDC, thrown: unknown) => {
    const parameters = (ctx.oidc.params ?? {}) as Record<string, unknown>
    const authorization = ctx.get('authorization') || undefined
    refuse(ctx, describeTokenRefusal({ parameters, authorization, thrown }, accounts))
  }
  provider.on('grant.error', refuseToken)
  provider.on('device_authorization.error', refuseToken)
  provider.on('server_error', (ctx: KoaContextWithOIDC, thrown: Error) => {
    process.stderr.write(`sandbox: the identity provider failed: ${thrown.stack ?? thrown.message}\n`)
    refuseToken(ctx, thrown)
  })

  // The provider writes its answer to a refused authorization after it has told of it, so it is replaced at the end.
  const refused = new WeakMap<object, unknown>()
  provider.on('authorization.error', (ctx: KoaContextWithOIDC, thrown: unknown) => {
    refused.set(ctx, thrown)
  })
  provider.use(async (ctx, next) => {
    await next()
    await moveIdToken(ctx.body, site.clock, key)
    if (ctx.path.endsWith('/.well-known/openid-configuration') && ctx.status === 200)
      ctx.body = metadataOfEntra(ctx.body as Record<string, unknown>)
    const thrown = refused.get(ctx)
    if (thrown === undefined) return
    const { oidc } = ctx as KoaContextWithOIDC
    const refusal = describeAuthorizeRefusal(thrown)
    const value = (name: string) => {
      const given = oidc.params?.[name]
      return typeof given === 'string' ? given : undefined
    }
    const redirectUri = value('redirect_uri')
    const answer =
      redirectUri === undefined || !oidc.client
        ? refusalPage(refusal, site)
        : refusalToApplication(
            refusal,
            { redirectUri, responseMode: value('response_mode'), state: value('state') },
            site,
          )
    ctx.status = answer.status
    for (const [name, header] of Object.entries(answer.headers)) ctx.set(name, header)
    ctx.body = answer.body
  })
}

/** The id_token of an answer says the machine's time; once the clock has been moved, it is signed anew with the sandbox's. */
async function moveIdToken(body: unknown, clock: Clock, key: SigningKey): Promise<void> {
  const answer = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (clock.offsetMs === 0 || typeof answer['id_token'] !== 'string') return
  answer['id_token'] = await key.sign(toSandboxTime(decodeJwt(answer['id_token']), clock))
}

/** The provider's metadata without what only the provider knows, and with what the layers before it add. */
function metadataOfEntra(metadata: Record<string, unknown>): Record<string, unknown> {
  const { authorization_response_iss_parameter_supported: _, ...others } = metadata
  return {
    ...others,
    scopes_supported: PROVIDER_SCOPES.map(fromProviderScope),
    code_challenge_methods_supported: ['plain', 'S256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    token_endpoint_auth_signing_alg_values_supported: ['PS256', 'RS256'],
  }
}

function describeAuthorizeRefusal(thrown: unknown): EntraRefusal {
  const { error, error_description } = thrown as { error?: unknown; error_description?: unknown }
  switch (error) {
    case 'login_required':
      return knownRefusal(50058)
    case 'consent_required':
    case 'interaction_required':
      return { ...knownRefusal(65001), error: 'interaction_required' }
    case 'access_denied':
      return knownRefusal(65004)
    default:
      return knownRefusal(
        9002313,
        {},
        `Invalid request. Request is malformed or invalid. ${String(error_description ?? '')}`.trim(),
      )
  }
}
