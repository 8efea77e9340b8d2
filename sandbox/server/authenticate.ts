import type { DevOpsIdentity } from '../devops/devops-request.js'
import type { AccessTokens } from '../entra/access-tokens.js'
import type { SandboxAccounts } from './sandbox-accounts.js'

/** How a credential is presented (facts 3.1). */
export type CredentialKind = 'bearer' | 'token as password' | 'pat'

/** Why a credential is not good for the organization (rows of facts 3.3). */
export type Refusal =
  | { reason: 'no credential' }
  | { reason: 'expired bearer' }
  | { reason: 'expired token as password' }
  | { reason: 'expired pat' }
  | { reason: 'pat at the profile host' }
  | { reason: 'not a member'; identityId: string }
  | { reason: 'not permitted'; identityId: string }

export type Authentication =
  | {
      identity: DevOpsIdentity
      kind: CredentialKind
      /** What a person has let the application do; undefined: all that the identity may. */
      permissions?: readonly string[] | undefined
    }
  | { refusal: Refusal }

/** The refusal of a credential of that kind whose time is over. */
export function expired(kind: CredentialKind): Refusal {
  switch (kind) {
    case 'bearer':
      return { reason: 'expired bearer' }
    case 'token as password':
      return { reason: 'expired token as password' }
    case 'pat':
      return { reason: 'expired pat' }
  }
}

/** Reads an Authorization header: a PAT or an Entra token as Basic password, or an Entra token as Bearer (facts 3.1). */
export function createAuthenticate(
  accounts: SandboxAccounts,
  tokens: AccessTokens,
): (authorization: string | undefined) => Promise<Authentication> {
  const members = new Map<string, DevOpsIdentity>(accounts.users.map((user) => [user.id, user]))
  for (const client of [...accounts.clients, accounts.systemIdentity, accounts.userAssignedIdentity]) {
    if (!client.member) continue
    const { objectId, displayName } = client
    // A service principal has no mail address; its principal name is its object id.
    members.set(objectId, { id: objectId, displayName, uniqueName: objectId })
  }

  const byToken = async (token: string, asPassword: boolean): Promise<Authentication> => {
    const reading = await tokens.read(token)
    if (reading.state === 'unknown') return { refusal: { reason: 'no credential' } }
    const kind = asPassword ? 'token as password' : 'bearer'
    if (reading.state === 'expired') return { refusal: expired(kind) }
    const identity = members.get(reading.objectId)
    return identity
      ? { identity, kind, permissions: reading.permissions }
      : { refusal: { reason: 'not a member', identityId: reading.objectId } }
  }

  return async (authorization) => {
    const [, scheme = '', value = ''] = /^(\w+)\s+(\S+)\s*$/.exec(authorization ?? '') ?? []
    if (/^bearer$/i.test(scheme)) return byToken(value, false)
    if (!/^basic$/i.test(scheme)) return { refusal: { reason: 'no credential' } }
    const plain = Buffer.from(value, 'base64').toString('utf8')
    const password = plain.slice(plain.indexOf(':') + 1)
    const pat = accounts.tokens.get(password)
    if (pat) return pat.expired ? { refusal: expired('pat') } : { identity: pat.owner, kind: 'pat' }
    return password.split('.').length === 3
      ? byToken(password, true)
      : { refusal: { reason: 'no credential' } }
  }
}
