import type { Entitlement, LicenseType } from '../../data/people/entitlements.js'
import type { Account } from '../../data/people/subject.js'
import { displayNameOf } from '../../data/people/subject-names.js'
import { badArgument } from '../devops-error.js'

type Row = readonly [account: Account, entitlement: Entitlement]

/** Words of the filter for access levels. */
const licenseIds: Readonly<Record<string, LicenseType>> = {
  'account-express': 'express',
  'account-advanced': 'advanced',
  'account-stakeholder': 'stakeholder',
}

/**
 * Reads a `$filter`: `licenseId`, `licenseStatus`, `userType` and `name`, each `eq` a quoted text, joined by `and` and
 * `or` with parentheses (published description).
 */
export function entitlementFilter(text: string | undefined): (row: Row) => boolean {
  if (text === undefined || text.trim() === '') return () => true
  const tokens = text.match(/\(|\)|'(?:[^']|'')*'|[^\s()]+/g) ?? []
  let at = 0
  const next = () => tokens[at++]?.toLowerCase()
  const refuse = () => badArgument(`The filter "${text}" is not valid.`)

  function either(): (row: Row) => boolean {
    const parts = [both()]
    while (tokens[at]?.toLowerCase() === 'or') {
      at++
      parts.push(both())
    }
    return (row) => parts.some((part) => part(row))
  }
  function both(): (row: Row) => boolean {
    const parts = [single()]
    while (tokens[at]?.toLowerCase() === 'and') {
      at++
      parts.push(single())
    }
    return (row) => parts.every((part) => part(row))
  }
  function single(): (row: Row) => boolean {
    if (tokens[at] === '(') {
      at++
      const inner = either()
      if (next() !== ')') throw refuse()
      return inner
    }
    const name = next()
    const operator = next()
    const value = next()
    if (name === undefined || operator !== 'eq' || !value || !/^'.*'$/s.test(value)) throw refuse()
    return test(name, value.slice(1, -1).replaceAll("''", "'"), refuse)
  }

  const filter = either()
  if (at < tokens.length) throw refuse()
  return filter
}

/** One comparison; `value` is in lower case. */
function test(name: string, value: string, refuse: () => Error): (row: Row) => boolean {
  switch (name) {
    case 'licenseid': {
      const license = licenseIds[value]
      if (!license) throw refuse()
      return ([, entitlement]) => entitlement.license === license
    }
    case 'licensestatus':
      return ([, { status }]) => status === value
    case 'usertype':
      return ([account]) => account.kind === 'user' && account.metaType === value
    case 'name':
      return ([account]) =>
        [displayNameOf(account), account.person.uniqueName].some((text) => text.toLowerCase().includes(value))
    default:
      throw refuse()
  }
}

/** Reads an `$orderBy`: `dateCreated`, `lastAccessed` or `name`, then `asc` or `desc` in short or long. */
export function entitlementOrder(text: string | undefined): ((a: Row, b: Row) => number) | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const [name = '', direction = 'asc'] = text.trim().toLowerCase().split(/\s+/)
  const keys: Record<string, (row: Row) => string | number> = {
    datecreated: ([, { createdAt }]) => createdAt,
    lastaccessed: ([, { lastAccessedAt }]) => lastAccessedAt ?? 0,
    name: ([account]) => displayNameOf(account).toLowerCase(),
  }
  const key = keys[name]
  if (!key || !/^(asc|desc)(ending)?$/.test(direction)) throw badArgument(`The order "${text}" is not valid.`)
  const sign = direction.startsWith('desc') ? -1 : 1
  return (a, b) => {
    const [left, right] = [key(a), key(b)]
    return left === right ? 0 : left < right ? -sign : sign
  }
}
