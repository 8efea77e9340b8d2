import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import { networkFault } from './network-fault.js'
import { byEntraCode, byOAuthError } from './sign-in-refusals.js'
import { signInSteps } from './sign-in-steps.js'

/** What an endpoint answered, as far as it came. */
export interface TokenAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

/** The endpoint that was asked, by the label of its setting. */
export interface AskedEndpoint {
  readonly label: string
  readonly url: string
}

/**
 * The error for a request that gave no token: SIGN_IN_REFUSED when the provider said no, SIGN_IN_UNREACHABLE when
 * it could not be reached or cannot answer now (429, 5xx), SIGN_IN_ANSWER_INVALID when what answered is no token
 * endpoint. The message names the setting, the hint the step of the reference page to repeat, by the connection's way
 * of signing in. `answer`: what was received, if anything; `mask`: takes secrets out of the provider's words.
 */
export function signInError(
  connection: Connection,
  answer: TokenAnswer | undefined,
  thrown: unknown,
  mask: (text: string) => string,
  endpoint: AskedEndpoint = { label: 'Token URL', url: connection.tokenUrl ?? '' },
): AzdoError {
  const place = `${endpoint.label} ${endpoint.url}`
  const steps = signInSteps(connection)
  if (answer === undefined) {
    const fault = networkFault(thrown)
    const why = fault?.words ?? mask(thrown instanceof Error ? thrown.message : String(thrown))
    return new AzdoError('SIGN_IN_UNREACHABLE', `${place} could not be reached: ${why}.`, {
      hint: `Check ${endpoint.label} for typing errors, and that this machine may reach it (proxy, firewall).`,
      serviceCode: fault?.code,
    })
  }
  const { status } = answer
  const body = oauthErrorBody(answer.text)
  if (body === undefined || status < 400) {
    if (status === 429 || status >= 500) return unavailable(place, status, undefined)
    return new AzdoError('SIGN_IN_ANSWER_INVALID', `${place} answered ${describe(answer)}, not a token.`, {
      hint: steps.tokenUrl,
      status,
    })
  }
  const entra = body.codes[0] ?? /AADSTS(\d+)/.exec(body.description)?.[1]
  const serviceCode = entra === undefined ? body.error : `AADSTS${entra}`
  const words = mask(firstLine(body.description))
  if (status === 429 || status >= 500 || body.error === 'temporarily_unavailable') {
    return unavailable(place, status, words)
  }
  const refusal = byEntraCode[entra ?? ''] ?? byOAuthError[body.suberror] ?? byOAuthError[body.error]
  if (refusal === undefined) {
    const message = `The sign-in was refused (${mask(serviceCode)}): ${words || `status ${status}`}`
    const step = connection.auth === 'UserCredentials' ? 'steps 4 to 7' : 'step 5 (Connection Settings)'
    const hint = `Compare Token URL, Client ID, Client Secret and Scopes with the app registration (${step}).`
    return new AzdoError('SIGN_IN_REFUSED', message, { hint, status, serviceCode })
  }
  const what = typeof refusal.what === 'string' ? refusal.what : refusal.what(connection)
  return new AzdoError('SIGN_IN_REFUSED', `The sign-in was refused: ${mask(what)} (${serviceCode}).`, {
    hint: typeof refusal.repeat === 'string' ? steps[refusal.repeat] : refusal.repeat.hint,
    detail: words === '' ? undefined : `The identity provider says: ${words}`,
    status,
    serviceCode,
  })
}

function unavailable(place: string, status: number, words: string | undefined): AzdoError {
  return new AzdoError('SIGN_IN_UNREACHABLE', `${place} cannot answer at the moment (status ${status}).`, {
    hint: 'Try again in a few minutes.',
    detail: words,
    status,
  })
}

function firstLine(text: string): string {
  return (text.split(/\r?\n/)[0] ?? '').trim().slice(0, 400)
}

function describe({ contentType, status, text }: TokenAnswer): string {
  if (/html/i.test(contentType) || /^\s*</.test(text)) return `a web page (status ${status})`
  if (status >= 300 && status < 400) return `a redirection (status ${status})`
  if (text.trim() === '') return `nothing (status ${status})`
  return `something else (status ${status})`
}

/** The parts of an OAuth error body, or undefined when the text is not one. */
function oauthErrorBody(
  text: string,
): { error: string; suberror: string; description: string; codes: string[] } | undefined {
  try {
    const body = JSON.parse(text) as Record<string, unknown> | null
    if (typeof body?.error !== 'string' || body.error === '') return undefined
    const description = typeof body.error_description === 'string' ? body.error_description : ''
    const codes = Array.isArray(body.error_codes) ? body.error_codes.map(String) : []
    const suberror = typeof body.suberror === 'string' ? body.suberror : ''
    return { error: body.error.slice(0, 100), suberror, description, codes }
  } catch {
    return undefined
  }
}
