import { randomBytes } from 'node:crypto'
import type { AzdoError } from '../errors/azdo-error.js'
import { writeParse } from '../wire/parse.js'
import { writeQuery } from '../wire/query.js'
import { writeError } from '../wire/report.js'

/**
 * An error of ours, raised in a client's session so that the transaction state stays PostgreSQL's own: in place of the
 * client's message the backend gets a text that cannot be parsed, and its complaint is replaced by our error on the way
 * to the client. The backend itself then fails the transaction block, or skips to the next Sync.
 */
export interface MarkedFailure {
  /** To the backend, in place of a Query. */
  readonly query: Buffer
  /** To the backend, in place of a Bind. */
  readonly parse: Buffer
  /** True for the backend's complaint about the text. */
  answers(errorResponse: Buffer): boolean
  /** To the client, in place of that complaint. */
  readonly error: Buffer
}

export function markFailure(error: AzdoError, mask: (text: string) => string): MarkedFailure {
  const mark = `azdo_failure_${randomBytes(8).toString('hex')}`
  return {
    query: writeQuery(mark),
    parse: writeParse(mark, mark),
    answers: (errorResponse) => errorResponse.includes(mark),
    error: writeError({
      severity: 'ERROR',
      sqlstate: error.faces.sqlstate,
      message: mask(error.message),
      detail: error.detail && mask(error.detail),
      hint: error.hint && mask(error.hint),
    }),
  }
}
