import type { DevOpsIdentity } from '../devops/devops-request.js'
import { seededGuid, seededText } from './seeded-values.js'

/** An application registered in the tenant (or a managed identity), with its service principal. */
export interface SandboxClient {
  clientId: string
  /** Undefined: no secret is registered. */
  clientSecret: string | undefined
  /** Whether the secret is past its end. */
  secretExpired: boolean
  /** A native application, which can't keep a secret. */
  isPublic: boolean
  /** Whether it may also take people's sign-ins without its secret ("Allow public client flows", facts 3.2). */
  allowsPublicFlows: boolean
  /** Whether it is registered for accounts of any organization's directory, so that `common` serves too. */
  multiTenant: boolean
  /** Whether people sign in to it, with the Return URLs that sandbox/entra/authorization-code/return-url.ts takes. */
  takesUsers: boolean
  /** Object id of the service principal: the `oid` of its tokens. */
  objectId: string
  displayName: string
  /** Whether an administrator has added the service principal to the organization. */
  member: boolean
}

/** A person of the organization who can sign in. */
export interface SandboxUser extends DevOpsIdentity {
  password: string
}

/** Everything that can sign in, and with what. Depends on nothing but the seed and the organization's people. */
export interface SandboxAccounts {
  /** Tenant id, a GUID. */
  tenant: string
  /** The tenant's domain, which serves in its place in Entra's addresses. */
  domain: string
  /** The application whose secret is in the sandbox's info. */
  member: SandboxClient
  outsider: SandboxClient
  publicClient: SandboxClient
  webClient: SandboxClient
  expiredSecretClient: SandboxClient
  certificateClient: SandboxClient
  federatedClient: SandboxClient
  /** Every registered application. */
  clients: readonly SandboxClient[]
  /** Managed identities of the machine the sandbox plays: they have no secret and can't ask the token endpoint. */
  systemIdentity: SandboxClient
  userAssignedIdentity: SandboxClient
  /** Secret by which an App Service asks for its identity's tokens. */
  managedIdentityHeader: string
  users: readonly SandboxUser[]
  /** Personal access tokens and whose they are; an expired one is refused by that reason. */
  tokens: ReadonlyMap<string, { owner: DevOpsIdentity; expired: boolean }>
  pat: string
  expiredPat: string
}

/** The part of an organization this needs. */
export interface OrganizationPeople {
  readonly name: string
  readonly people: readonly DevOpsIdentity[]
}

/** New personal access tokens have 84 characters with AZDO before the last four (facts 3.1). */
function personalAccessToken(seed: number, name: string): string {
  return `${seededText(seed, name, 76)}AZDO${seededText(seed, `${name}:end`, 4)}`
}

/** Real client secrets are 40 characters with a tilde early on, which URLs and Basic headers must carry unharmed. */
function clientSecret(seed: number, name: string): string {
  return `${seededText(seed, `${name}:start`, 3)}8Q~${seededText(seed, name, 34)}`
}

/** Derives every account of the sandbox from the seed. */
export function createAccounts(seed: number, organization: OrganizationPeople): SandboxAccounts {
  const client = (
    name: string,
    displayName: string,
    traits: Partial<SandboxClient> & { secret?: boolean } = {},
  ): SandboxClient => {
    const { secret = true, ...others } = traits
    return {
      clientId: seededGuid(seed, `client:${name}`),
      clientSecret: secret ? clientSecret(seed, `secret:${name}`) : undefined,
      secretExpired: false,
      isPublic: false,
      allowsPublicFlows: false,
      multiTenant: false,
      takesUsers: false,
      objectId: seededGuid(seed, `object:${name}`),
      displayName,
      member: true,
      ...others,
    }
  }
  const applications = {
    // One registration for every way, as the two reference pages would have it registered.
    member: client('member', 'azdo-connector', {
      multiTenant: true,
      takesUsers: true,
      allowsPublicFlows: true,
    }),
    outsider: client('outsider', 'Not in the organization', { member: false }),
    publicClient: client('public', 'azdo-connector (native)', {
      secret: false,
      isPublic: true,
      multiTenant: true,
      takesUsers: true,
      member: false,
    }),
    webClient: client('web', 'azdo-connector (web)', { takesUsers: true, member: false }),
    expiredSecretClient: client('expired-secret', 'Secret expired', { secretExpired: true }),
    certificateClient: client('certificate', 'azdo-connector (certificate)', { secret: false }),
    federatedClient: client('federated', 'azdo-connector (federated)', { secret: false }),
  }
  const users = organization.people
    .filter((person) => person.uniqueName !== '')
    .map(({ id, displayName, uniqueName }) => ({
      id,
      displayName,
      uniqueName,
      password: `Sandbox-${seededText(seed, `password:${uniqueName}`, 12)}`,
    }))
  const owner = users[0] ?? {
    id: seededGuid(seed, 'owner'),
    displayName: 'Sandbox Owner',
    uniqueName: 'owner@example.com',
  }
  const pat = personalAccessToken(seed, 'pat')
  const expiredPat = personalAccessToken(seed, 'expired-pat')
  return {
    tenant: seededGuid(seed, 'tenant'),
    domain: `${organization.name.toLowerCase().replace(/[^a-z0-9]/g, '')}.onmicrosoft.com`,
    ...applications,
    clients: Object.values(applications),
    systemIdentity: client('system-identity', 'Build machine', { secret: false }),
    userAssignedIdentity: client('user-identity', 'azdo-connector (managed identity)', { secret: false }),
    managedIdentityHeader: seededText(seed, 'managed-identity-header', 32),
    users,
    tokens: new Map([
      [pat, { owner, expired: false }],
      [expiredPat, { owner, expired: true }],
    ]),
    pat,
    expiredPat,
  }
}
