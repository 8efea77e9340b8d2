import type { IncomingMessage } from 'node:http'
import type { Refusal } from './authenticate.js'
import { htmlAnswer, jsonAnswer, type PlainAnswer } from './send-answer.js'
import { serviceError } from './service-error.js'

/** The ways to sign in, as the header WWW-Authenticate names them (facts 1.3, 3.3). */
export function challenge(origin: string, tenant: string): { 'WWW-Authenticate': string[] } {
  return {
    'WWW-Authenticate': [
      `Bearer authorization_uri=${origin}/${tenant}`,
      `Basic realm="${origin}/"`,
      'TFS-Federated',
    ],
  }
}

/** Where the sandbox's sign-in page is. */
export const SIGN_IN_PATH = '/_signin'

/** The page that a client lands on when it is not signed in: status 203, which is not a success (facts 3.3). */
export function signInPage(): PlainAnswer {
  return htmlAnswer(
    203,
    'Azure DevOps Services | Sign In',
    'Sign in to continue. A program should not be here: its credential was not accepted.',
  )
}

function unauthorized(message: string, headers: Record<string, string | string[]>): PlainAnswer {
  const escaped = encodeURIComponent(message)
  return jsonAnswer(401, serviceError('UnauthorizedRequestException', message), {
    'X-TFS-ServiceError': escaped,
    ...headers,
  })
}

const notAuthorized = (user: string) =>
  `TF400813: The user '${user}' is not authorized to access this resource.`
const ANONYMOUS = 'TF400813: Resource not available for anonymous access. Client authentication required.'

/**
 * What Azure DevOps answers to a credential it does not accept (facts 3.3). It depends on the method and on
 * `X-TFS-FedAuthRedirect: Suppress`, by which a client says that it can't follow a person's way to sign in.
 */
export function refusalAnswer(
  refusal: Refusal,
  request: IncomingMessage,
  origin: string,
  tenant: string,
): PlainAnswer {
  const ways = challenge(origin, tenant)
  const redirects = request.method === 'GET' || request.method === 'POST'
  const suppressed = /^suppress$/i.test(String(request.headers['x-tfs-fedauthredirect'] ?? ''))

  switch (refusal.reason) {
    case 'no credential': {
      if (suppressed || !redirects) return unauthorized(ANONYMOUS, ways)
      const location = `${origin}${SIGN_IN_PATH}?realm=${encodeURIComponent(new URL(origin).host)}&reply_to=${encodeURIComponent(origin + (request.url ?? '/'))}`
      return htmlAnswer(302, 'Object moved', `Object moved to <a href="${location}">here</a>.`, {
        Location: location,
      })
    }
    case 'expired bearer':
      return suppressed || !redirects ? unauthorized(notAuthorized(''), ways) : signInPage()
    case 'expired token as password':
    case 'pat at the profile host':
      return { status: 401, headers: { 'WWW-Authenticate': `Basic realm="${origin}/"` }, body: '' }
    case 'expired pat': {
      const message = 'Access Denied: The Personal Access Token used has expired.'
      const body = serviceError('AccessCheckException', message, 'Microsoft.VisualStudio.Services.Security')
      return jsonAnswer(401, body, { ...ways, 'X-TFS-ServiceError': encodeURIComponent(message) })
    }
    case 'not a member':
    case 'not permitted':
      // The service says the same of who has no access and of a token that was not given the permission.
      return unauthorized(notAuthorized(refusal.identityId), {
        'WWW-Authenticate': ['TFS-Federated', 'Bearer'],
      })
  }
}
