import {
  allowInsecureRequests,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  Configuration,
  genericGrantRequest,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { AzdoError } from '../errors/azdo-error.js'
import type { Connection } from '../settings/connection.js'
import { isLoopback } from '../settings/service-url.js'
import type { HeldToken } from './held-token.js'
import type { Interaction } from './interaction.js'
import { openLoopbackListener } from './loopback-listener.js'
import { readPastedAnswer } from './pasted-answer.js'
import { signInError } from './sign-in-error.js'
import { requestToken, required, usableUrl, type RequestParts } from './token-request.js'
import { userProof } from './user-proof.js'

/**
 * Signs a person in through the browser: authorization code grant with PKCE S256 and `state` (RFC 6749, 4.1; RFC 7636;
 * RFC 8252 for the loopback address). A Return URL on this machine, or none, is listened on; for any other the person
 * pastes what the page there shows. `no browser`: there is none, and the person did not ask for this way.
 * Errors: as requestToken; PORT_UNUSABLE; SIGN_IN_REFUSED also when the person refuses or gives up;
 * STATEMENT_CANCELED.
 */
export async function signInByBrowser(
  connection: Connection,
  parts: RequestParts,
  interaction: Interaction,
  signal?: AbortSignal,
): Promise<HeldToken | 'no browser'> {
  const { returnUrl } = connection
  const isOurs = returnUrl === undefined || isLoopback(usableUrl('Return URL', returnUrl))
  const state = randomState()
  const listener = isOurs ? await openLoopbackListener(state, returnUrl) : undefined
  try {
    const redirectUri = listener?.redirectUri ?? returnUrl!
    const verifier = randomPKCECodeVerifier()
    const address = await signInAddress(connection, { redirectUri, verifier, state })
    const opened = await interaction.openBrowser(address)
    if (!opened && listener !== undefined && interaction.way === undefined) return 'no browser'
    interaction.showAddress(address)
    const answer =
      listener === undefined
        ? readPastedAnswer(await askForAnswer(interaction, redirectUri), state)
        : await listener.answer(signal)
    const code = codeOf(connection, answer, parts)
    return await requestToken(connection, parts, {
      proof: userProof(connection),
      send: (configuration) =>
        genericGrantRequest(configuration, 'authorization_code', {
          code,
          redirect_uri: redirectUri,
          code_verifier: verifier,
        }),
    })
  } finally {
    await listener?.close()
  }
}

async function signInAddress(
  connection: Connection,
  ask: { redirectUri: string; verifier: string; state: string },
): Promise<string> {
  const authUrl = usableUrl(
    'Authorization URL',
    required(connection, 'Authorization URL', connection.authUrl),
  )
  const clientId = required(connection, 'Client ID', connection.clientId)
  const configuration = new Configuration(
    { issuer: authUrl.origin, authorization_endpoint: authUrl.href },
    clientId,
  )
  if (authUrl.protocol === 'http:') allowInsecureRequests(configuration)
  return buildAuthorizationUrl(configuration, {
    redirect_uri: ask.redirectUri,
    scope: connection.scopes.join(' '),
    state: ask.state,
    code_challenge: await calculatePKCECodeChallenge(ask.verifier),
    code_challenge_method: 'S256',
  }).href
}

async function askForAnswer(interaction: Interaction, returnUrl: string): Promise<string> {
  const prompt = `After signing in, the browser ends at ${returnUrl}. Paste the whole address it shows there, or the code:`
  const answer = (await interaction.askForAnswer(prompt))?.trim()
  if (answer !== undefined && answer !== '') return answer
  throw new AzdoError('SIGN_IN_REFUSED', 'The sign-in was given up: no code was pasted.', {
    hint: 'Repeat step 8 (Generate Token), or set ReturnUrl to http://localhost, for which nothing is pasted.',
  })
}

/** The code of an answer; a refusal is thrown in the words of the table of refusals. */
function codeOf(connection: Connection, answer: URLSearchParams, parts: RequestParts): string {
  const code = answer.get('code')
  if (code) return code
  const refusal = {
    error: answer.get('error') ?? 'no code in the answer',
    error_description: answer.get('error_description') ?? '',
    suberror: answer.get('error_subcode') ?? '',
  }
  throw signInError(
    connection,
    { status: 400, contentType: 'application/json', text: JSON.stringify(refusal) },
    undefined,
    parts.mask,
    { label: 'Authorization URL', url: connection.authUrl ?? '' },
  )
}
