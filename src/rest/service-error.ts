import { AzdoError } from '../errors/azdo-error.js'
import type { ErrorCode } from '../errors/codes.js'
import type { Connection } from '../settings/connection.js'
import { readServiceMessage, type ServiceMessage } from './service-message.js'

/** An answer that is no success: not 2xx, or 203, or not JSON. */
export interface FailedAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

interface Verdict {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
}

/**
 * The error for a failed answer, with the service's own words and the name it gives the error (`serviceCode`: typeKey,
 * or a TF/VS number). `where`: method and path. `mask` takes secrets out of what the service sent.
 * Codes: SIGN_IN_REFUSED, SERVICE_DENIED, SERVICE_NOT_FOUND, SERVICE_CONFLICT, SERVICE_THROTTLED, SERVICE_REFUSED,
 * SERVICE_FAILED, SERVICE_ANSWER_INVALID.
 */
export function serviceError(
  connection: Connection,
  where: string,
  answer: FailedAnswer,
  mask: (text: string) => string,
): AzdoError {
  const told = readServiceMessage(answer.headers, answer.text)
  const words = told.message === undefined ? undefined : mask(told.message)
  const verdict = judge(connection, where, answer, { ...told, message: words })
  const activity = answer.headers.activityid ?? answer.headers['x-vss-e2eid']
  return new AzdoError(verdict.code, verdict.message, {
    hint: verdict.hint,
    detail:
      activity === undefined
        ? undefined
        : `Activity Id ${activity.slice(0, 60)}, for the support of Azure DevOps.`,
    status: answer.status,
    serviceCode: told.serviceCode,
  })
}

/** True for answers that mean the credential is not accepted: 401, and the sign-in page in its forms (facts 3.3). */
export function isCredentialRefusal(answer: FailedAnswer): boolean {
  const { status } = answer
  if (status === 401 || status === 203 || status === 302 || status === 303) return true
  if (status >= 400) return false
  return readServiceMessage(answer.headers, answer.text).isSignInPage
}

function judge(connection: Connection, where: string, answer: FailedAnswer, told: ServiceMessage): Verdict {
  const { status } = answer
  const words = told.message ?? `status ${status}`
  if (isCredentialRefusal(answer)) return credentialRefused(connection, where, status, told)
  if (status === 429 || /TF400733/.test(words)) return throttled(where, answer, words)
  if (status < 300 || status === 304) {
    const what = told.isHtml
      ? `a web page${told.message === undefined ? '' : ` ("${words}")`}`
      : 'something that is not JSON'
    return {
      code: 'SERVICE_ANSWER_INVALID',
      message: `${where}: ${connection.url} answered ${what} where data was expected (status ${status}).`,
      hint: 'Check Service URL: is an Azure DevOps really there, or a proxy in front of it?',
    }
  }
  if (status < 400) {
    return {
      code: 'SERVICE_ANSWER_INVALID',
      message: `${where}: ${connection.url} redirects to ${placeOf(answer.headers.location)} (status ${status}).`,
      hint: 'Set Service URL to the address it redirects to, if that is your Azure DevOps.',
    }
  }
  if (status === 403) return denied(where, words)
  if (status === 404) return notFound(connection, where, words)
  if (status === 409 || status === 412) {
    return {
      code: 'SERVICE_CONFLICT',
      message: `${where}: in conflict with its present state: ${words}`,
      hint: 'Someone else may have changed it: read it again, then repeat the change.',
    }
  }
  if (status >= 500) {
    const offline = answer.headers['x-vss-hostofflineerror']
    return {
      code: 'SERVICE_FAILED',
      message: `${where}: Azure DevOps failed (status ${status}): ${offline === undefined ? words : 'the organization is offline'}`,
      hint: 'Try again in a few minutes; RetryMode RetryAny repeats such requests. Outages are shown on status.dev.azure.com.',
    }
  }
  return {
    code: 'SERVICE_REFUSED',
    message: `${where}: Azure DevOps refused the request: ${words}`,
    hint: versionHint(told),
  }
}

function credentialRefused(
  connection: Connection,
  where: string,
  status: number,
  told: ServiceMessage,
): Verdict {
  const byPat = connection.auth === 'Pat'
  const credential = byPat ? 'Personal Access Token' : 'token'
  const refused = (why: string, hint: string): Verdict => ({
    code: 'SIGN_IN_REFUSED',
    message: `Azure DevOps refused the ${credential} of connection ${connection.name}: ${why} (${where}).`,
    hint,
  })
  const words = (told.message ?? '').replace(/\.$/, '')
  const newPat =
    'Make a new one in Azure DevOps under User settings, Personal access tokens, and set PersonalAccessToken.'
  if (/token used has expired/i.test(words)) return refused('it has expired', newPat)
  if (/TF401444/.test(words)) {
    return refused(words, 'Sign in once to Azure DevOps in a browser with that identity, then try again.')
  }
  if (status !== 401 || told.isSignInPage) {
    return refused(
      `it answered with its sign-in page (status ${status})`,
      byPat
        ? `Check PersonalAccessToken and Organization (${connection.organization}). ${newPat}`
        : `${anotherToken(connection)} It must be for Azure DevOps and of the tenant of the organization.`,
    )
  }
  return refused(
    words || 'no reason given',
    byPat
      ? `Check that it belongs to organization ${connection.organization} and is neither expired nor revoked. ${newPat}`
      : membership(connection),
  )
}
/** How the connection comes to another token. */
function anotherToken({ auth, name }: Connection): string {
  return auth === 'AccessToken'
    ? 'Give a new token in AccessToken, or a command that prints one in AccessTokenCommand.'
    : `Generate a token again: azdo token generate ${name}.`
}
/** A token that is genuine but opens nothing: its identity is not among the organization's users. */
function membership(connection: Connection): string {
  const { auth, organization } = connection
  const add = `users of organization ${organization} with an access level`
  switch (auth) {
    case 'UserCredentials':
      return `Add the person to the ${add} (Organization settings, Users), or sign in as one who is there; the organization must be connected to the tenant of Token URL.`
    case 'AccessToken':
      return `Add its app or person to the ${add}; the token must be for Azure DevOps (499b84ac-1321-427f-aa17-267ca6975798) and of the tenant of the organization. ${anotherToken(connection)}`
    case 'ManagedIdentity':
      return `Add the managed identity to the ${add} (Organization settings, Users, by its name); the organization must be connected to its tenant.`
    case 'AppCredentials':
    case 'Pat':
      return `Add the app to the ${add} (step 4, Map the App to Azure DevOps Organization): its rights come from there, not from the scopes of step 3. The Token URL must be of the same tenant.`
  }
}
function throttled(where: string, answer: FailedAnswer, words: string): Verdict {
  const after = answer.headers['retry-after']
  const when =
    after === undefined ? '' : ` It asks to wait ${/^\d/.test(after) ? `${after} s` : `until ${after}`}.`
  return {
    code: 'SERVICE_THROTTLED',
    message: `${where}: Azure DevOps throttles this identity: ${words}${/[.!?]$/.test(words) ? '' : '.'}${when}`,
    hint: 'Run it again later, ask for less at once, or raise RetryCountMax. An identity may use 200 TSTU in 5 minutes.',
  }
}

function denied(where: string, words: string): Verdict {
  return {
    code: 'SERVICE_DENIED',
    message: `${where}: not permitted: ${words}`,
    hint: /VS403463|conditional access/i.test(words)
      ? "The organization's conditional access policy blocks this sign-in: ask its administrator."
      : 'Ask the administrator of the organization for this permission and an access level that includes it, and check the scopes of the token.',
  }
}

function notFound(connection: Connection, where: string, words: string): Verdict {
  const isProject = /TF200016|TF200018|project does not exist/i.test(words)
  return {
    code: 'SERVICE_NOT_FOUND',
    message: `${where}: not found: ${words}`,
    hint: isProject
      ? "Check the project's name (select name from projects lists those the identity may see)."
      : `Check Organization (${connection.organization}) and Service URL (${connection.url}). What the identity may not see counts as not found too.`,
  }
}

function versionHint(told: ServiceMessage): string | undefined {
  const about = `${told.serviceCode ?? ''} ${told.message ?? ''}`
  if (/VssVersionOutOfRange|out of range for this server|outside the valid version/i.test(about)) {
    return 'Set API Version (ApiVersion) to one this server knows: 7.0, or 6.0 for an older server.'
  }
  if (
    /VssInvalidPreviewVersion|under preview|Invalid api version string|VssVersionNotSpecified/i.test(about)
  ) {
    return 'Set API Version (ApiVersion) to 7.0, or to 7.1-preview where a resource is in preview.'
  }
  return undefined
}

/** Host and path of an address: its query may hold secrets. */
function placeOf(location: string | undefined): string {
  if (location === undefined) return 'nowhere'
  return URL.canParse(location)
    ? new URL(location).origin + new URL(location).pathname
    : location.split('?')[0]!.slice(0, 200)
}
