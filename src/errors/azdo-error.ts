import { codes, type CodeFaces, type ErrorCode } from './codes.js'

/** What an error carries besides its code and message. */
export interface ErrorParts {
  /** What to do next, one sentence. */
  readonly hint?: string
  /** More about what happened, when one sentence is not enough. */
  readonly detail?: string
  readonly cause?: unknown
  /** HTTP status of the answer that led here, when there was one. */
  readonly status?: number
  /** The service's own name of the error: a typeKey, an OAuth error or an AADSTS code. */
  readonly serviceCode?: string
  /** Of settings that make no connection: what is wrong with each. */
  readonly faults?: readonly KeyFault[]
}

/** What is wrong with one setting, by its key. */
export interface KeyFault {
  readonly key: string
  readonly message: string
  readonly hint: string
}

/**
 * The one error class of the product. Callers branch on `code`, never on text.
 * Message: what happened; hint: what to do next. Never holds a secret or a raw response.
 */
export class AzdoError extends Error {
  override readonly name = 'AzdoError'
  readonly hint: string | undefined
  readonly detail: string | undefined
  readonly status: number | undefined
  readonly serviceCode: string | undefined
  readonly faults: readonly KeyFault[] | undefined

  constructor(
    readonly code: ErrorCode,
    message: string,
    parts: ErrorParts = {},
  ) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause })
    this.hint = parts.hint
    this.detail = parts.detail
    this.status = parts.status
    this.serviceCode = parts.serviceCode
    this.faults = parts.faults
  }

  /** The code's SQLSTATE, HTTP status, exit code and so on. */
  get faces(): CodeFaces {
    return codes[this.code]
  }
}

/** Any thrown value as an AzdoError; what is not one becomes INTERNAL with the original as its cause. */
export function asAzdoError(thrown: unknown): AzdoError {
  if (thrown instanceof AzdoError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new AzdoError('INTERNAL', message, {
    cause: thrown,
    hint: 'Run again with AZDO_LOG_LEVEL=debug and report what is printed.',
  })
}
