import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import { networkFault } from './network-fault.js'

/** What a token URL answered, as far as it came. */
export interface TokenAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

interface Refusal {
  /** What is wrong, naming the setting by its label. */
  readonly what: (connection: Connection) => string
  readonly hint: string
}

// Steps are those of the reference page "Authentication Azure App Credentials".
const register = 'step 1 (Register the App in Microsoft Entra ID)'
const makeSecret = 'step 2 (Create a Client Secret)'
const permissions = 'step 3 (Set Permissions and Admin Consent)'
const settings = 'step 5 (Connection Settings)'
const pasteSecret = `Repeat ${makeSecret}: make a new secret, copy its Value, not its Secret ID, and put it into Client Secret.`
const pasteTokenUrl = `Repeat ${settings}: copy the OAuth token endpoint (v2) from the app registration's Endpoints into Token URL.`
const pasteScope = `Repeat ${settings}: Scopes for App Credentials is https://app.vssps.visualstudio.com/.default.`
const pasteClientId = `Repeat ${settings}: copy the Application (client) ID from the app's Overview into Client ID, and take the Token URL of the same tenant.`
const grantConsent = `Repeat ${permissions}: add the Azure DevOps permissions and press Grant admin consent.`
const signInAgain = 'Generate a token again.'

/** Entra's own codes (facts 3.2; "Microsoft Entra authentication and authorization error codes"). */
const byEntraCode: Readonly<Record<string, Refusal>> = {
  7000215: {
    what: () => 'Client Secret is wrong: the identity provider does not accept it for this Client ID',
    hint: pasteSecret,
  },
  7000222: { what: () => 'Client Secret has expired', hint: pasteSecret },
  7000218: {
    what: () => 'Client Secret is missing from the request, and this app needs one',
    hint: pasteSecret,
  },
  700025: {
    what: () => 'Client Secret was sent, but the app is registered as a public client, which may have none',
    hint: `Repeat ${register} with a confidential app, or empty Client Secret.`,
  },
  700027: {
    what: () => 'the certificate that signed the request is not known to the app',
    hint: pasteSecret,
  },
  50012: { what: () => 'the signature of the request is not accepted', hint: pasteSecret },
  700016: {
    what: ({ clientId }) => `Client ID ${clientId} is not known in the tenant of Token URL`,
    hint: pasteClientId,
  },
  90002: {
    what: ({ tokenUrl }) => `Token URL names a tenant that does not exist (${tokenUrl})`,
    hint: pasteTokenUrl,
  },
  900023: { what: ({ tokenUrl }) => `Token URL names no valid tenant (${tokenUrl})`, hint: pasteTokenUrl },
  500011: {
    what: (connection) => `Scopes names a resource that the tenant does not know (${scopesOf(connection)})`,
    hint: pasteScope,
  },
  70011: { what: (connection) => `Scopes is not valid (${scopesOf(connection)})`, hint: pasteScope },
  1002012: {
    what: (connection) => `Scopes must end in /.default for App Credentials (${scopesOf(connection)})`,
    hint: pasteScope,
  },
  900144: { what: () => 'a parameter is missing from the request, most likely Scopes', hint: pasteScope },
  65001: { what: () => 'nobody has consented to the permissions the app asks for', hint: grantConsent },
  65004: { what: () => 'consent to the permissions of the app was declined', hint: grantConsent },
  50076: { what: () => 'the tenant asks for a second factor at sign-in', hint: signInAgain },
  53003: {
    what: () => "the tenant's conditional access policy blocks this sign-in",
    hint: 'Ask the tenant administrator to let this app sign in from here.',
  },
  700082: { what: () => 'the refresh token was not used for too long and has expired', hint: signInAgain },
  70008: { what: () => 'the refresh token or code has expired', hint: signInAgain },
  700084: { what: () => 'the refresh token of a single-page app has expired', hint: signInAgain },
  70000: { what: () => 'the refresh token is not valid or was revoked', hint: signInAgain },
  50173: { what: () => 'the password was changed since the last sign-in', hint: signInAgain },
  54005: { what: () => 'the sign-in code was used already', hint: signInAgain },
  70043: { what: () => 'the tenant asks for a new sign-in after this time', hint: signInAgain },
}

/** Errors of OAuth 2.0 itself, for providers without Entra's codes (RFC 6749, 5.2). */
const byOAuthError: Readonly<Record<string, Refusal>> = {
  invalid_client: { what: () => 'Client ID or Client Secret is wrong', hint: pasteSecret },
  unauthorized_client: {
    what: ({ clientId }) => `Client ID ${clientId} may not sign in this way`,
    hint: pasteClientId,
  },
  invalid_scope: {
    what: (connection) => `Scopes is not accepted (${scopesOf(connection)})`,
    hint: pasteScope,
  },
  invalid_resource: {
    what: (connection) => `Scopes names a resource that is not known (${scopesOf(connection)})`,
    hint: pasteScope,
  },
  invalid_target: {
    what: (connection) => `Scopes names a resource that is not known (${scopesOf(connection)})`,
    hint: pasteScope,
  },
  invalid_tenant: {
    what: ({ tokenUrl }) => `Token URL names a tenant that does not exist (${tokenUrl})`,
    hint: pasteTokenUrl,
  },
  unsupported_grant_type: {
    what: () =>
      'Token URL belongs to a provider that does not offer App Credentials (client credentials grant)',
    hint: pasteTokenUrl,
  },
  invalid_grant: { what: () => 'the sign-in is no longer valid', hint: signInAgain },
  interaction_required: { what: () => 'the tenant asks the user to sign in again', hint: signInAgain },
  consent_required: {
    what: () => 'nobody has consented to the permissions the app asks for',
    hint: grantConsent,
  },
}

/**
 * The error for a token request that gave no token: SIGN_IN_REFUSED when the provider said no, SIGN_IN_UNREACHABLE when
 * it could not be reached or cannot answer now (429, 5xx), SIGN_IN_ANSWER_INVALID when what answered is no token
 * endpoint. `answer`: what was received, if anything; `mask`: takes secrets out of the provider's words.
 */
export function signInError(
  connection: Connection,
  answer: TokenAnswer | undefined,
  thrown: unknown,
  mask: (text: string) => string,
): AzdoError {
  const tokenUrl = connection.tokenUrl ?? ''
  if (answer === undefined) {
    const fault = networkFault(thrown)
    const why = fault?.words ?? mask(thrown instanceof Error ? thrown.message : String(thrown))
    return new AzdoError('SIGN_IN_UNREACHABLE', `Token URL ${tokenUrl} could not be reached: ${why}.`, {
      hint: 'Check Token URL for typing errors, and that this machine may reach it (proxy, firewall).',
      serviceCode: fault?.code,
    })
  }
  const { status } = answer
  const body = oauthErrorBody(answer.text)
  if (body === undefined || status < 400) {
    if (status === 429 || status >= 500) return unavailable(tokenUrl, status, undefined)
    return new AzdoError(
      'SIGN_IN_ANSWER_INVALID',
      `Token URL ${tokenUrl} answered ${describe(answer)}, not a token.`,
      {
        hint: pasteTokenUrl,
        status,
      },
    )
  }
  const entra = body.codes[0] ?? /AADSTS(\d+)/.exec(body.description)?.[1]
  const serviceCode = entra === undefined ? body.error : `AADSTS${entra}`
  const words = mask(firstLine(body.description))
  if (status === 429 || status >= 500 || body.error === 'temporarily_unavailable') {
    return unavailable(tokenUrl, status, words)
  }
  const refusal = byEntraCode[entra ?? ''] ?? byOAuthError[body.suberror] ?? byOAuthError[body.error]
  const detail = words === '' ? undefined : `The identity provider says: ${words}`
  if (refusal === undefined) {
    return new AzdoError(
      'SIGN_IN_REFUSED',
      `The sign-in was refused (${mask(serviceCode)}): ${words || `status ${status}`}`,
      {
        hint: `Compare Token URL, Client ID, Client Secret and Scopes with the app registration (${settings}).`,
        status,
        serviceCode,
      },
    )
  }
  const message = `The sign-in was refused: ${mask(refusal.what(connection))} (${serviceCode}).`
  return new AzdoError('SIGN_IN_REFUSED', message, { hint: refusal.hint, detail, status, serviceCode })
}

function unavailable(tokenUrl: string, status: number, words: string | undefined): AzdoError {
  return new AzdoError(
    'SIGN_IN_UNREACHABLE',
    `Token URL ${tokenUrl} cannot answer at the moment (status ${status}).`,
    {
      hint: 'Try again in a few minutes.',
      detail: words,
      status,
    },
  )
}

function scopesOf(connection: Connection): string {
  return connection.scopes.join(' ')
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
