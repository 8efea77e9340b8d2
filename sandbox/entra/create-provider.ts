import { randomBytes } from 'node:crypto'
import type {
  ClientMetadata,
  Configuration,
  JWTStructured,
  KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import type { SandboxAccounts, SandboxClient } from '../server/sandbox-accounts.js'
import { AZURE_DEVOPS_RESOURCE, type AccessTokens } from './access-tokens.js'
import { HOSTED_RETURN_URL, takesReturnUrl } from './authorization-code/return-url.js'
import { readClientCredentialsScope } from './client-credentials/check-scope.js'
import {
  DEVICE_PAGE,
  showCodeConfirmation,
  showCodeEntry,
  showDeviceSuccess,
} from './device-code/device-pages.js'
import { EntraError, type EntraSite } from './entra-error.js'
import { loadProvider } from './load-provider.js'
import type { ProviderMemory } from './memory-adapter.js'
import { allowsRefresh, PROVIDER_SCOPES, withoutProtocolScopes } from './offline-access.js'
import { toSandboxTime } from './provider-time.js'
import { findResource, readDelegatedScope, scopesOfResource, splitScope } from './resource-scopes.js'
import type { Consents } from './sign-in/consents.js'
import { SIGN_IN_PAGES } from './sign-in/sign-in-pages.js'
import { shapeAnswers } from './shape-answers.js'
import type { SigningKey } from './signing-key.js'
import type { TokenLifetimes } from './token-lifetimes.js'
import { DEVICE_CODE_GRANT } from './grants.js'

export interface ProviderParts {
  site: EntraSite
  accounts: SandboxAccounts
  tokens: AccessTokens
  lifetimes: TokenLifetimes
  key: SigningKey
  memory: ProviderMemory
  consents: Consents
  /** The secret by which the provider knows an application. */
  secretOf(client: SandboxClient): string | undefined
}

const YEAR_SECONDS = 365 * 86_400

/** The identity provider of one tenant. What it can't be bent to is in the layers before it: see entra.ts. */
export async function createProvider(parts: ProviderParts): Promise<Provider> {
  const { site, accounts, tokens, lifetimes, consents } = parts
  const { Provider: ProviderClass } = await loadProvider()
  const base = `/${accounts.tenant}`

  const configuration: Configuration = {
    adapter: parts.memory.adapter,
    jwks: { keys: [parts.key.privateKey as never] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: accounts.clients.map((client) => clientMetadata(client, parts.secretOf(client))),
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'none'],
    scopes: PROVIDER_SCOPES,
    claims: { profile: ['name', 'preferred_username', 'oid', 'tid', 'ver'], email: ['email'] },
    // A person's claims come with the id_token, as there is no other endpoint to ask for them.
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    routes: {
      authorization: '/oauth2/v2.0/authorize',
      token: '/oauth2/v2.0/token',
      device_authorization: '/oauth2/v2.0/devicecode',
      code_verification: DEVICE_PAGE,
      end_session: '/oauth2/v2.0/logout',
      jwks: '/discovery/v2.0/keys',
    },
    ttl: {
      AccessToken: () => tokens.lifetimeSeconds,
      ClientCredentials: () => tokens.lifetimeSeconds,
      AuthorizationCode: () => lifetimes.codeSeconds,
      DeviceCode: () => lifetimes.deviceCodeSeconds,
      RefreshToken: () => lifetimes.refreshSeconds,
      IdToken: 3600,
      Grant: YEAR_SECONDS,
      Interaction: 3600,
      Session: 86_400,
    },
    interactions: { url: (_ctx, interaction) => `${base}${SIGN_IN_PAGES}${interaction.uid}` },
    findAccount: (_ctx, id) => {
      const user = accounts.users.find((one) => one.id === id)
      return (
        user && {
          accountId: id,
          claims: () => ({
            sub: id,
            oid: id,
            tid: accounts.tenant,
            ver: '2.0',
            name: user.displayName,
            preferred_username: user.uniqueName,
            email: user.uniqueName,
          }),
        }
      )
    },
    loadExistingGrant: async (ctx) => {
      const chosen = ctx.oidc.result?.consent?.grantId
      if (chosen !== undefined) return ctx.oidc.provider.Grant.find(chosen)
      return consents.grant(ctx.oidc.provider, ctx.oidc.account!.accountId, ctx.oidc.client!.clientId)
    },
    issueRefreshToken: (_ctx, _client, source) => allowsRefresh(source.scopes),
    rotateRefreshToken: () => true,
    // A code used twice is refused; what its first use gave stays good, as in Entra.
    revokeGrantPolicy: () => false,
    expiresWithSession: () => false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '*********',
        userCodeInputSource: (ctx, _form, _out, thrown) => showCodeEntry(ctx, thrown),
        userCodeConfirmSource: (ctx, _form, client, _device, code) =>
          showCodeConfirmation(ctx, client.clientName ?? client.clientId, code),
        successSource: (ctx) => showDeviceSuccess(ctx),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => resourceOf(ctx),
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, uri) => ({
          scope:
            ctx.oidc.params?.['grant_type'] === 'client_credentials' ? '' : scopesOfResource(uri).join(' '),
          audience: findResource(uri)!.appId,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: { customizers: { jwt: (_ctx, token, jwt) => shapeToken(token as never, jwt, parts) } },
    renderError: (ctx, out) => {
      ctx.body = out
    },
  }

  const provider = new ProviderClass(`${site.origin}${base}/v2.0`, configuration)
  // Any path and port of this machine: documented way to widen the provider's own rule.
  ;(
    provider.Client as unknown as { prototype: { redirectUriAllowed(address: string): boolean } }
  ).prototype.redirectUriAllowed = takesReturnUrl
  shapeAnswers(provider, parts)
  return provider
}

function clientMetadata(client: SandboxClient, secret: string | undefined): ClientMetadata {
  const forUsers = client.takesUsers ? ['authorization_code', 'refresh_token', DEVICE_CODE_GRANT] : []
  return {
    client_id: client.clientId,
    client_name: client.displayName,
    grant_types: client.isPublic ? forUsers : ['client_credentials', ...forUsers],
    response_types: client.takesUsers ? ['code'] : [],
    redirect_uris: client.takesUsers ? [HOSTED_RETURN_URL] : [],
    ...(secret === undefined
      ? { token_endpoint_auth_method: 'none' }
      : { client_secret: secret, token_endpoint_auth_method: 'client_secret_post' }),
  }
}

/** The resource that a request's scope means; the layers before the provider have refused what means none. */
function resourceOf(ctx: KoaContextWithOIDC): string {
  const parameters = ctx.oidc.params ?? {}
  const scope = typeof parameters['scope'] === 'string' ? parameters['scope'] : undefined
  if (parameters['grant_type'] === 'client_credentials') {
    const reading = readClientCredentialsScope(scope)
    if ('code' in reading) throw new EntraError(reading)
    return reading.uri
  }
  const reading = readDelegatedScope(withoutProtocolScopes(scope ?? ''))
  return 'fault' in reading ? AZURE_DEVOPS_RESOURCE : reading.uri
}

interface TokenOfProvider {
  clientId: string
  accountId?: string
  scope?: string
  resourceServer?: { audience?: string }
}

/** Gives an access token the header and the claims of one of Entra's. */
function shapeToken(
  token: TokenOfProvider,
  jwt: JWTStructured,
  { accounts, tokens, key, site }: ProviderParts,
): void {
  const client = accounts.clients.find((one) => one.clientId === token.clientId)
  if (!client) throw new Error('A token was asked for a client that is not registered.')
  const user = accounts.users.find((one) => one.id === token.accountId)
  const permissions = (token.scope ?? '').split(' ').flatMap((scope) => {
    const { permission } = splitScope(scope)
    return permission === '.default' ? ['user_impersonation'] : permission === '' ? [] : [permission]
  })
  const { iat, exp } = toSandboxTime(jwt.payload, site.clock)
  jwt.header = { typ: 'JWT', x5t: key.x5t }
  jwt.payload = tokens.claims({
    objectId: user?.id ?? client.objectId,
    clientId: client.clientId,
    proof: client.isPublic ? '0' : client.clientSecret === undefined ? '2' : '1',
    audience: String(jwt.payload['aud']),
    issuedAt: Number(iat),
    expiresAt: Number(exp),
    user: user && { displayName: user.displayName, uniqueName: user.uniqueName, permissions },
  })
}
