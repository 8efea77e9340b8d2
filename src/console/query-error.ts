import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import type { QueryLine } from './api-schema.js'
import { apiErrorOf } from './error-answer.js'
import { plainHint } from './plain-hint.js'

/** The line in which a query ends that failed; `before`: characters of the query before the statement. */
export function queryErrorLine(
  thrown: unknown,
  at: { readonly statement: number; readonly before: number },
  mask: (text: string) => string,
): QueryLine {
  const error = asAzdoError(thrown)
  const { statement } = at
  if (error.code === 'STATEMENT_CANCELED')
    return { statement, error: { code: '57014', message: error.message, cancelled: true } }
  if (error.code !== 'QUERY_FAILED')
    return { statement, error: { ...apiErrorOf(error, mask), code: error.faces.sqlstate } }
  // What PostgreSQL or the gateway said, field by field.
  const { message, detail, hint, position } = (error.cause ?? {}) as Record<string, string | undefined>
  const action = /^28/.test(error.serviceCode ?? '') ? ('generate-token' as const) : undefined
  return {
    statement,
    error: {
      code: error.serviceCode ?? 'XX000',
      message: mask(message ?? error.message),
      ...(detail && { detail: mask(detail) }),
      ...(hint && { hint: mask(plainHint(hint)) }),
      ...(position && { position: Number(position) + at.before }),
      ...(action && { action }),
    },
  }
}

/** Parameters belong to one statement. */
export function tooManyStatements(): AzdoError {
  return new AzdoError('REQUEST_INVALID', 'Parameters can be given to one statement only.', {
    hint: 'Select the statement to run it alone.',
  })
}
