import { firstDate, lastDate } from '../work-item-columns.js'
import type { Organization } from '../organization.js'
import { randomStream, streams } from '../random.js'
import { createDirectory } from './directory.js'
import type { Account } from './subject.js'

/** Words of the service for its access levels; `express` is shown as Basic, `advanced` as Basic + Test Plans. */
export type LicenseType = 'express' | 'advanced' | 'stakeholder'

/** What an account may use of the service. */
export interface Entitlement {
  license: LicenseType
  status: 'active' | 'pending' | 'disabled'
  /** Whether a group rule gave the license. */
  byGroupRule: boolean
  createdAt: number
  /** Absent for who never signed in. */
  lastAccessedAt?: number
}

/** The entitlements of the organization; service accounts have none. */
export interface Entitlements {
  /** Those who have one, in the order they came. */
  readonly accounts: readonly Account[]
  of(account: Account): Entitlement | undefined
  give(account: Account, license: LicenseType, now: number): Entitlement
  take(account: Account): void
}

/** Everyone of the directory with an access level: most are Basic, customers are stakeholders. */
export function createEntitlements(organization: Organization): Entitlements {
  const { seed } = organization
  const { users, applications } = organization.part(createDirectory)
  const known = new Map<Account, Entitlement>()
  const peopleCount = organization.people.length
  users.forEach((user, index) => {
    if (user.origin === 'vsts') return
    const random = randomStream(seed, streams.entitlement, index)
    const customer = index >= peopleCount
    const createdAt = firstDate + Math.floor(random() * (lastDate - firstDate) * 0.5)
    const lastAccessedAt = createdAt + Math.floor(random() * (lastDate - createdAt))
    const never = customer && random() < 0.4
    known.set(user, {
      license: customer ? 'stakeholder' : random() < 0.15 ? 'advanced' : 'express',
      status: user.active ? (never ? 'pending' : 'active') : 'disabled',
      byGroupRule: !customer && random() < 0.3,
      createdAt,
      ...(never ? {} : { lastAccessedAt }),
    })
  })
  for (const application of applications) {
    known.set(application, {
      license: 'express',
      status: 'active',
      byGroupRule: false,
      createdAt: firstDate,
      lastAccessedAt: lastDate,
    })
  }
  return {
    get accounts() {
      return [...known.keys()]
    },
    of: (account) => known.get(account),
    give(account, license, now) {
      const before = known.get(account)
      const entitlement: Entitlement = before
        ? { ...before, license, byGroupRule: false }
        : { license, status: 'pending', byGroupRule: false, createdAt: now }
      known.set(account, entitlement)
      return entitlement
    },
    take(account) {
      known.delete(account)
    },
  }
}
