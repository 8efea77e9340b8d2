import type { ApiError } from '../api/api-error.js'

/** The error when it is about the name of a new connection, and so belongs to that field. */
export function nameFault(error: ApiError | undefined): ApiError | undefined {
  return error && ['CONNECTION_NAME_INVALID', 'CONNECTION_EXISTS'].includes(error.code) ? error : undefined
}
