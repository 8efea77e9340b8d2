import type { ApiError as ApiErrorBody } from '../../../src/console/api-schema.js'

/** What an error carries besides its code and message. */
export type ErrorDetails = Partial<Omit<ApiErrorBody, 'code' | 'message'>> & {
  /** Of the answer. */
  readonly status?: number
}

/** What the server says when it cannot do something; `details.hint` is what to do next. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    /** From docs/errors.md; UNREACHABLE when the server does not answer at all, UNKNOWN for what names no code. */
    readonly code: string,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message)
  }
}

/** Reads the body of an answer that is no success. */
export function readApiError(status: number, body: unknown): ApiError {
  const error = (body as { error?: Partial<ApiErrorBody> } | null | undefined)?.error
  const { code = 'UNKNOWN', message = `The console answered with ${status}.`, ...details } = error ?? {}
  return new ApiError(code, message, { status, ...details })
}

/** Anything thrown, or the error in a line of a stream, as an ApiError to show. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof Error) return new ApiError('UNKNOWN', thrown.message)
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'code' in thrown) {
    const { code, message, ...details } = thrown as ApiErrorBody
    return new ApiError(code, message, details)
  }
  return new ApiError('UNKNOWN', String(thrown))
}
