import { asAzdoError, AzdoError } from '../errors/azdo-error.js'
import type { ApiError } from './api-schema.js'
import { plainHint } from './plain-hint.js'

/** An error as the API tells it; `mask` takes secrets out of it. */
export function apiErrorOf(thrown: unknown, mask: (text: string) => string): ApiError {
  const { code, message, hint, detail, faults } = asAzdoError(thrown)
  const action = actionOf(code)
  return {
    code,
    message: mask(message),
    ...(hint !== undefined && hint !== '' && { hint: mask(plainHint(hint)) }),
    ...(detail !== undefined && detail !== '' && { detail: mask(detail) }),
    ...(action !== undefined && { action }),
    ...(faults !== undefined && {
      faults: faults.map((fault) => ({
        key: fault.key,
        message: mask(fault.message),
        hint: mask(plainHint(fault.hint)),
      })),
    }),
  }
}

/** What fastify itself refuses (a body too large, not JSON …) is a request that is not understood. */
export function asRequestError(thrown: unknown): AzdoError {
  const { statusCode, message } = (thrown ?? {}) as { statusCode?: unknown; message?: string }
  if (!(thrown instanceof AzdoError) && typeof statusCode === 'number' && statusCode < 500)
    return new AzdoError('REQUEST_INVALID', message ?? 'The request is not understood.', { cause: thrown })
  return asAzdoError(thrown)
}

function actionOf(code: string): ApiError['action'] {
  if (code === 'SESSION_REQUIRED' || code === 'LINK_REFUSED') return 'open-link'
  if (code === 'CONNECTION_UNKNOWN') return 'add-connection'
  if (code === 'SIGN_IN_REFUSED') return 'generate-token'
  return /^SETTING_|^SIGN_IN_|^SERVICE_NOT_FOUND$/.test(code) ? 'edit-connection' : undefined
}
