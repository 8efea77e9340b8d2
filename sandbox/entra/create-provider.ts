import { createHash, randomBytes } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { ClientMetadata, Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { SandboxAccounts } from '../server/sandbox-accounts.js'
import { AZURE_DEVOPS_APP_ID, AZURE_DEVOPS_RESOURCE, type AccessTokens } from './access-tokens.js'
import { checkClientCredentialsScope } from './client-credentials/check-scope.js'
import { EntraError, entraErrorBody } from './entra-error.js'
import { loadProvider } from './load-provider.js'
import { createMemoryAdapter } from './memory-adapter.js'
import { describeTokenRefusal } from './token-refusal.js'

/** Grants the token endpoint knows so far. */
const GRANTS: ReadonlySet<string> = new Set(['client_credentials'])

/** The tenant's signing key: private for the provider, public for whoever checks tokens. New at every start. */
export interface SigningKey {
  privateKey: JWK
  publicKey: JWK
}

/** Makes an RSA key of 2048 bits for RS256, the algorithm Entra signs with. */
export async function createSigningKey(): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true })
  const privateKey = await exportJWK(pair.privateKey)
  const marks = { kid: await calculateJwkThumbprint(privateKey), alg: 'RS256', use: 'sig' }
  return {
    privateKey: { ...privateKey, ...marks },
    publicKey: { ...(await exportJWK(pair.publicKey)), ...marks },
  }
}

/** The identity provider of one tenant. `origin` is the sandbox's base URL without a trailing slash. */
export async function createProvider(parts: {
  origin: string
  accounts: SandboxAccounts
  tokens: AccessTokens
  key: SigningKey
}): Promise<Provider> {
  const { origin, accounts, tokens, key } = parts
  const { Provider: ProviderClass } = await loadProvider()
  // Entra names its keys by a thumbprint in both `kid` and `x5t`; ours has no certificate, so `x5t` is a hash of the kid.
  const x5t = createHash('sha1').update(key.publicKey.kid!).digest('base64url')

  const configuration: Configuration = {
    adapter: createMemoryAdapter(),
    jwks: { keys: [key.privateKey as never] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: accounts.clients.map((client): ClientMetadata => ({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      client_name: client.displayName,
      grant_types: [...GRANTS],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_post',
    })),
    clientAuthMethods: ['client_secret_post', 'client_secret_basic'],
    routes: {
      authorization: '/oauth2/v2.0/authorize',
      token: '/oauth2/v2.0/token',
      device_authorization: '/oauth2/v2.0/devicecode',
      end_session: '/oauth2/v2.0/logout',
      jwks: '/discovery/v2.0/keys',
    },
    ttl: { ClientCredentials: () => tokens.lifetimeSeconds },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AZURE_DEVOPS_RESOURCE,
        getResourceServerInfo: (ctx) => {
          const refusal = checkClientCredentialsScope(ctx.oidc.params?.['scope'] as string | undefined)
          if (refusal) throw new EntraError(refusal)
          return {
            scope: '',
            audience: AZURE_DEVOPS_APP_ID,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          }
        },
      },
    },
    formats: {
      customizers: {
        jwt: (_ctx, token, jwt) => {
          const client = accounts.clients.find((one) => one.clientId === token.clientId)
          if (!client) throw new Error('A token was asked for a client that is not registered.')
          const issuedAt = Number(jwt.payload['iat'])
          const expiresAt = Number(jwt.payload['exp'])
          jwt.header = { typ: 'JWT', x5t }
          jwt.payload = tokens.claims({
            objectId: client.objectId,
            clientId: client.clientId,
            issuedAt,
            expiresAt,
          })
        },
      },
    },
    renderError: (ctx, out) => {
      ctx.body = out
    },
  }

  const provider = new ProviderClass(`${origin}/${accounts.tenant}/v2.0`, configuration)
  provider.on('grant.success', (ctx: KoaContextWithOIDC) => {
    const body = ctx.body as Record<string, unknown>
    ctx.body = {
      token_type: body['token_type'],
      expires_in: body['expires_in'],
      ext_expires_in: body['expires_in'],
      ...body,
    }
  })
  const refuse = (ctx: KoaContextWithOIDC, thrown: unknown) => {
    const parameters = (ctx.oidc.params ?? {}) as Record<string, unknown>
    const refusal = describeTokenRefusal(
      { parameters, authorization: ctx.get('authorization') || undefined, thrown },
      accounts,
      GRANTS,
    )
    const body = entraErrorBody(refusal, origin, ctx.get('client-request-id') || undefined)
    ctx.status = refusal.status
    ctx.set('x-ms-request-id', String(body['trace_id']))
    ctx.body = body
  }
  provider.on('grant.error', refuse)
  provider.on('server_error', (ctx: KoaContextWithOIDC, thrown: Error) => {
    process.stderr.write(`sandbox: the identity provider failed: ${thrown.stack ?? thrown.message}\n`)
    refuse(ctx, thrown)
  })
  return provider
}
