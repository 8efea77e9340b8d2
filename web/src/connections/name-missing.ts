import { ApiError } from '../api/api-error.js'
import { connections as texts } from '../texts/connections.js'

/** Of a form whose name is empty: not even asked of the server. */
export const nameMissing = new ApiError('NAME_MISSING', texts.editor.nameMissing)
