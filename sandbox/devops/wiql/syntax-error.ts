import { trackingError } from '../devops-error.js'

/** A query the service refuses. Type key of bad queries as seen with TF51005; whether syntax errors share it is unconfirmed. */
export function syntaxError(message: string): Error {
  return trackingError(400, 'ValidationException', message)
}
