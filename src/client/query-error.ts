import { AzdoError, asAzdoError } from '../errors/azdo-error.js'

/** The fields of a PostgreSQL error (PostgreSQL manual, 54.8) that a person is shown. */
interface ServerError extends Error {
  readonly code: string
  readonly severity?: string
  readonly detail?: string
  readonly hint?: string
  readonly position?: string
}

/** What a statement failed with, as an AzdoError: PostgreSQL's own message with its SQLSTATE, place, detail and hint. */
export function queryError(thrown: unknown, sql: string, stopped: boolean): AzdoError {
  if (thrown instanceof AzdoError) return thrown
  if (stopped) return new AzdoError('STATEMENT_CANCELED', 'The query was cancelled.', { cause: thrown })
  if (!isServerError(thrown)) {
    const reason = asAzdoError(thrown).message
    return new AzdoError('DATABASE_UNAVAILABLE', `The connection to the gateway was lost: ${reason}`, {
      hint: 'Run the query again. If it fails the same way, run: azdo doctor',
      cause: thrown,
    })
  }
  const hint = [place(sql, thrown.position), thrown.detail, thrown.hint]
    .filter((text) => text !== undefined && text !== '')
    .map((text) => (/[.!?:]$/.test(text!) ? text! : `${text!}.`))
    .join(' ')
  return new AzdoError('QUERY_FAILED', `${thrown.message} [${thrown.code}]`, {
    hint: hint === '' ? undefined : hint,
    serviceCode: thrown.code,
    cause: thrown,
  })
}

/** `Line 1, column 8: nope from work_items`; the position counts characters from 1. */
function place(sql: string, position: string | undefined): string | undefined {
  if (position === undefined) return undefined
  const characters = [...sql]
  const before = characters.slice(0, Number(position) - 1).join('')
  const lines = before.split('\n')
  const rest = characters
    .slice(Number(position) - 1)
    .join('')
    .split('\n')[0]!
  const shown = rest.length > 40 ? `${rest.slice(0, 40)}…` : rest
  return `Line ${lines.length}, column ${[...lines.at(-1)!].length + 1}: ${shown.trim()}`
}

function isServerError(thrown: unknown): thrown is ServerError {
  return (
    thrown instanceof Error && 'severity' in thrown && typeof (thrown as { code?: unknown }).code === 'string'
  )
}
