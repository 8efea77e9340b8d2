import { AzdoError } from '../errors/azdo-error.js'

/** The SQLSTATE of an error that PostgreSQL sent, or undefined when it is none. */
export function sqlState(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (thrown as object)
    ? code
    : undefined
}

/** Whether the same transaction may succeed when it is run again: serialization, deadlock, lock timeout. */
export function isPassing(thrown: unknown): boolean {
  return ['40001', '40P01', '55P03'].includes(sqlState(thrown) ?? '')
}

/**
 * What went wrong while azdo itself was `doing` something in the database, as an AzdoError: DATABASE_UNAVAILABLE, or
 * INTERNAL when PostgreSQL refused a statement of ours. An AzdoError stays itself.
 */
export function databaseFault(thrown: unknown, doing: string): AzdoError {
  if (thrown instanceof AzdoError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const state = sqlState(thrown)
  // Classes 08, 53, 57, 58: connection, resources, operator intervention, system (PostgreSQL manual, Appendix A).
  if (state === undefined || /^(08|53|57|58|28)/.test(state) || isPassing(thrown)) {
    return new AzdoError('DATABASE_UNAVAILABLE', `PostgreSQL failed while ${doing}: ${message}.`, {
      hint: 'Try again; when it stays, restart azdo and look at the log of the PostgreSQL server.',
      cause: thrown,
    })
  }
  return new AzdoError('INTERNAL', `PostgreSQL refused a statement of azdo while ${doing}: ${message}.`, {
    hint: 'Run again with AZDO_LOG_LEVEL=debug and report what is printed.',
    cause: thrown,
  })
}
