import type { Person } from './people.js'

/** A field's value as stored: dates are milliseconds since 1970, identities people. */
export type FieldValue = string | number | boolean | Person
