import type { Grant, Provider } from 'oidc-provider'
import { bothForms, splitScope, findResource } from '../resource-scopes.js'

/** Who has let which application do what. Entra asks a person once for an application and its scopes. */
export interface Consents {
  /** Remembers scopes of the protocol and, by resource, scopes of it. */
  add(accountId: string, clientId: string, scopes: ConsentedScopes): void
  /** A new grant of everything the person has consented to for the application; undefined when that is nothing. */
  grant(provider: Provider, accountId: string, clientId: string): Promise<Grant | undefined>
}

export interface ConsentedScopes {
  protocol: readonly string[]
  byResource: Readonly<Record<string, readonly string[]>>
}

export function createConsents(): Consents {
  const given = new Map<string, { protocol: Set<string>; byResource: Map<string, Set<string>> }>()
  const keyOf = (accountId: string, clientId: string) => `${accountId} ${clientId}`

  return {
    add(accountId, clientId, { protocol, byResource }) {
      const key = keyOf(accountId, clientId)
      const held = given.get(key) ?? { protocol: new Set(), byResource: new Map<string, Set<string>>() }
      given.set(key, held)
      for (const scope of protocol) held.protocol.add(scope)
      for (const [uri, scopes] of Object.entries(byResource)) {
        const forms = held.byResource.get(uri) ?? new Set()
        held.byResource.set(uri, forms)
        for (const scope of scopes)
          for (const form of bothForms(uri, splitScope(scope).permission)) forms.add(form)
      }
    },
    async grant(provider, accountId, clientId) {
      const held = given.get(keyOf(accountId, clientId))
      if (!held) return undefined
      const grant = new provider.Grant({ accountId, clientId })
      if (held.protocol.size > 0) grant.addOIDCScope([...held.protocol].join(' '))
      for (const [uri, scopes] of held.byResource) grant.addResourceScope(uri, [...scopes].join(' '))
      await grant.save()
      return grant
    },
  }
}

/** A scope as the consent page names it. */
export function consentLine(scope: string): string {
  if (scope === 'openid') return 'Sign you in'
  if (scope === 'profile') return 'View your basic profile'
  if (scope === 'email') return 'View your email address'
  if (scope === 'offline_access') return 'Maintain access to data you have given it access to'
  const { resource, permission } = splitScope(scope)
  return `${permission} of ${findResource(resource)?.uri ?? resource}`
}
