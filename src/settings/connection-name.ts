import { AzdoError } from '../errors/azdo-error.js'

/** Schemas that the gateway's database has for itself; a connection is a schema of its name. */
const reserved = ['public', 'azdo', 'information_schema']

/**
 * Refuses a name that a connection cannot have. PostgreSQL keeps names that start with `pg_` for itself and cuts
 * names after 63 bytes (PostgreSQL manual, "Identifiers and Key Words"). Error: CONNECTION_NAME_INVALID.
 */
export function checkConnectionName(name: string): void {
  const refuse = (why: string, hint: string): AzdoError =>
    new AzdoError(
      'CONNECTION_NAME_INVALID',
      `A connection cannot be named ${JSON.stringify(name.slice(0, 80))}: ${why}.`,
      { hint },
    )
  if (name === '')
    throw new AzdoError('CONNECTION_NAME_INVALID', 'A connection needs a name.', {
      hint: 'Choose one such as acme or acme_test: it is the name of an SQL schema.',
    })
  if (!/^[a-z][a-z0-9_-]*$/i.test(name)) {
    throw refuse(
      'a name starts with a letter and has only letters, digits, _ and -',
      'Choose a name such as acme or acme_test: it is the name of an SQL schema.',
    )
  }
  if (name.length > 63) throw refuse('it is longer than 63 characters', 'Choose a shorter name.')
  const lower = name.toLowerCase()
  if (lower.startsWith('pg_') || reserved.includes(lower)) {
    throw refuse(
      'the database keeps that name for itself',
      'Choose another name, such as the name of the organization.',
    )
  }
}
