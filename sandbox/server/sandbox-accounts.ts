import type { DevOpsIdentity } from '../devops/devops-request.js'
import { seededGuid, seededText } from './seeded-values.js'

/** An application registered in the tenant, with its service principal. */
export interface SandboxClient {
  clientId: string
  clientSecret: string
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
  clients: readonly SandboxClient[]
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
  const client = (name: string, displayName: string, member: boolean): SandboxClient => ({
    clientId: seededGuid(seed, `client:${name}`),
    clientSecret: clientSecret(seed, `secret:${name}`),
    objectId: seededGuid(seed, `object:${name}`),
    displayName,
    member,
  })
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
    clients: [client('member', 'azdo-connector', true), client('outsider', 'Not in the organization', false)],
    users,
    tokens: new Map([
      [pat, { owner, expired: false }],
      [expiredPat, { owner, expired: true }],
    ]),
    pat,
    expiredPat,
  }
}
