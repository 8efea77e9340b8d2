import { readDisplayName, readIdentityId, readUniqueName } from './read-identity.js'
import { readFlag, readTags } from './read-value.js'
import type { Column, ColumnType } from './table-definition.js'

/** Where a column's value is: see Column.from. */
type From = Column['from']

function ofType(type: ColumnType): (from: From, about: string) => Column {
  return (from, about) => ({ type, about, from })
}

/** Column builders, one for each type: `text(['name'], 'Name of the project.')`. */
export const text = ofType('text')
export const integer = ofType('integer')
export const bigint = ofType('bigint')
export const double = ofType('double precision')
export const boolean = ofType('boolean')
export const uuid = ofType('uuid')
/** A time; read as in read-value.ts: no zone means UTC, the service's "no date" values give null. */
export const timestamp = ofType('timestamptz')
export const json = ofType('jsonb')

/** A boolean that the service leaves out where it is false: never null. */
export function flag(from: From, about: string): Column {
  return { type: 'boolean', about, from, read: readFlag }
}

/** Tags: an empty array when there are none. */
export function tags(from: From, about: string): Column {
  return { type: 'text[]', about, from, read: readTags }
}

/** An identity's display name alone. */
export function displayName(from: From, about: string): Column {
  return { type: 'text', about, from, read: readDisplayName }
}

/** An identity's unique name alone. */
export function uniqueName(from: From, about: string): Column {
  return { type: 'text', about, from, read: readUniqueName }
}

/**
 * The three columns of an identity: `x` (display name), `x_unique_name`, `x_id`. `about` ends with a full stop and
 * says who it is: `Who it is assigned to.`
 */
export function identity(name: string, from: From, about: string): Record<string, Column> {
  const who = about.replace(/\.$/, '')
  return {
    [name]: displayName(from, `${who}: display name.`),
    [`${name}_unique_name`]: uniqueName(from, `${who}: unique name, mostly a mail address.`),
    [`${name}_id`]: { type: 'uuid', about: `${who}: id of the identity.`, from, read: readIdentityId },
  }
}
