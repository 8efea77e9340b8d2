import type { Connection } from '../settings/connection.js'
import type { SignInSteps } from './sign-in-steps.js'

/** What a refusal means, and what to repeat after it. */
export interface Refusal {
  /** What is wrong, naming the setting by its label; the end of a sentence. */
  readonly what: string | ((connection: Connection) => string)
  /** The step to repeat, or a hint of its own. */
  readonly repeat: keyof SignInSteps | { readonly hint: string }
}

const refusal = (what: Refusal['what'], repeat: Refusal['repeat']): Refusal => ({ what, repeat })

const scopesOf = ({ scopes }: Connection): string => scopes.join(' ')
const assertionName = ({ clientCertificatePath, federatedTokenFilePath }: Connection): string =>
  clientCertificatePath !== undefined
    ? `the certificate of Client Certificate Path (${clientCertificatePath})`
    : federatedTokenFilePath !== undefined
      ? `the token of Federated Token File Path (${federatedTokenFilePath})`
      : 'the signed proof of the app'
const unknownTenant = refusal(
  ({ tokenUrl }) => `Token URL names a tenant that does not exist (${tokenUrl})`,
  'tokenUrl',
)
const otherReturnUrl = refusal(
  ({ returnUrl }) =>
    `Return URL (${returnUrl ?? 'a loopback address, http://localhost'}) is not a Redirect URI of the app`,
  'returnUrl',
)
const untrustedIssuer = refusal(
  (connection) => `${assertionName(connection)} matches no federated credential of the app`,
  'proof',
)
const notConsented = refusal('nobody has consented to the permissions the app asks for', 'consent')
const declined = refusal('the sign-in was cancelled, or consent to the permissions was declined', 'consent')
const secondFactor = refusal('the tenant asks for a second factor at sign-in', 'signIn')
const badScopes = refusal((connection) => `Scopes is not valid (${scopesOf(connection)})`, 'scopes')
const unknownResource = refusal(
  (connection) => `Scopes names a resource that the tenant does not know (${scopesOf(connection)})`,
  'scopes',
)
const notAllowedHere = refusal("the tenant's conditional access policy blocks this sign-in", 'allowed')
const sessionOver = refusal('the sign-in has expired: its refresh token is no longer accepted', 'signIn')
const codeOver = refusal('the sign-in took too long: its code has expired', 'signIn')
const notSinglePage = refusal(
  'the Redirect URI of the app is of type Single-page application, whose sign-ins only a web page may use',
  'returnUrl',
)

/** Entra's own codes (facts 3.2; "Microsoft Entra authentication and authorization error codes"). */
export const byEntraCode: Readonly<Record<string, Refusal>> = {
  // The app and its proof
  7000215: refusal(
    'Client Secret is wrong: the identity provider does not accept it for this Client ID',
    'proof',
  ),
  7000222: refusal('Client Secret has expired', 'proof'),
  7000218: refusal('Client Secret is missing from the request, and this app needs one', 'proof'),
  7000216: refusal('Client Secret is missing from the request, and this app needs one', 'proof'),
  700025: refusal(
    'Client Secret was sent, but the app is registered as a public client, which may have none',
    'publicClient',
  ),
  700027: refusal(
    (connection) => `${assertionName(connection)} is not known to the app, or has expired`,
    'proof',
  ),
  50012: refusal((connection) => `${assertionName(connection)} is not accepted`, 'proof'),
  700024: refusal((connection) => `${assertionName(connection)} is not valid at this time`, {
    hint: 'Set the clock of this machine right; a federated token must be one that has not expired.',
  }),
  70021: untrustedIssuer,
  700211: untrustedIssuer,
  700212: untrustedIssuer,
  700213: untrustedIssuer,
  700016: refusal(
    ({ clientId }) => `Client ID ${clientId} is not known in the tenant of Token URL`,
    'clientId',
  ),
  7000112: refusal(({ clientId }) => `the app of Client ID ${clientId} is switched off in the tenant`, {
    hint: 'Ask the tenant administrator to enable the app under Enterprise applications, Properties.',
  }),
  50105: refusal('the app is open to assigned people only, and this person is not assigned', {
    hint: 'Ask the tenant administrator to assign the person under Enterprise applications, Users and groups.',
  }),
  // The tenant
  90002: unknownTenant,
  900023: refusal(({ tokenUrl }) => `Token URL names no valid tenant (${tokenUrl})`, 'tokenUrl'),
  50194: refusal(
    'the app is of one tenant, but Token URL is for all (common): it must name the tenant',
    'tokenUrl',
  ),
  50020: refusal('the person is not known in the tenant of Token URL', 'tokenUrl'),
  // Scopes and consent
  500011: unknownResource,
  70011: badScopes,
  650053: badScopes,
  1002012: refusal(
    (connection) => `Scopes must end in /.default for App Credentials (${scopesOf(connection)})`,
    'scopes',
  ),
  900144: refusal('a parameter is missing from the request, most likely Scopes', 'scopes'),
  650057: refusal('Scopes names a resource that is not among the API permissions of the app', 'scopes'),
  65001: notConsented,
  90094: refusal('the permissions the app asks for need the consent of an administrator', 'consent'),
  65004: declined,
  // The way back
  50011: otherReturnUrl,
  500112: otherReturnUrl,
  500113: refusal('the app has no Redirect URI at all', 'returnUrl'),
  9002325: notSinglePage,
  9002327: notSinglePage,
  // The person
  50034: refusal('there is no such user in the tenant', 'signIn'),
  50126: refusal('user name or password is wrong', 'signIn'),
  50055: refusal('the password has expired', 'signIn'),
  50057: refusal('the account of the person is disabled', {
    hint: 'Sign in with an account that is in use; for unattended work one that belongs to no single person.',
  }),
  50076: secondFactor,
  50074: secondFactor,
  50079: secondFactor,
  50058: refusal('nobody is signed in', 'signIn'),
  53000: notAllowedHere,
  53001: notAllowedHere,
  53003: notAllowedHere,
  // What was held
  700082: refusal('the refresh token was not used for too long and has expired', 'signIn'),
  70008: refusal('the refresh token or code has expired', 'signIn'),
  700084: refusal(
    'the refresh token has expired: the Redirect URI of the app is of type Single-page application, where it lives one day',
    'returnUrl',
  ),
  70000: refusal('the refresh token is not valid or was revoked', 'signIn'),
  50173: refusal('the password was changed since the last sign-in', 'signIn'),
  54005: refusal('the sign-in code was used already', 'signIn'),
  70043: refusal('the tenant asks for a new sign-in after this time', 'signIn'),
  70016: refusal('the sign-in with the device code was not finished', 'signIn'),
  70018: refusal('the device code is not known', 'signIn'),
  70019: codeOver,
  70020: codeOver,
}

/** Errors of OAuth itself, for providers without Entra's codes (RFC 6749, 4.1.2.1 and 5.2; RFC 8628, 3.5). */
export const byOAuthError: Readonly<Record<string, Refusal>> = {
  invalid_client: refusal(
    ({ clientSecret }) =>
      clientSecret === undefined ? 'Client ID or its proof is wrong' : 'Client ID or Client Secret is wrong',
    'proof',
  ),
  unauthorized_client: refusal(
    ({ clientId }) => `Client ID ${clientId} may not sign in this way`,
    'clientId',
  ),
  invalid_scope: refusal((connection) => `Scopes is not accepted (${scopesOf(connection)})`, 'scopes'),
  invalid_resource: unknownResource,
  invalid_target: refusal(
    (connection) => `Scopes names a resource that is not known (${scopesOf(connection)})`,
    'scopes',
  ),
  invalid_tenant: unknownTenant,
  unsupported_grant_type: refusal(
    ({ auth }) =>
      auth === 'UserCredentials'
        ? 'Token URL belongs to a provider that does not offer this way of signing in'
        : 'Token URL belongs to a provider that does not offer App Credentials (client credentials grant)',
    'tokenUrl',
  ),
  unsupported_response_type: refusal('Authorization URL does not give codes', 'tokenUrl'),
  invalid_grant: sessionOver,
  access_denied: declined,
  authorization_declined: declined,
  expired_token: codeOver,
  code_expired: codeOver,
  bad_verification_code: refusal('the device code is not known', 'signIn'),
  interaction_required: refusal('the tenant asks the user to sign in again', 'signIn'),
  login_required: refusal('the tenant asks the user to sign in again', 'signIn'),
  consent_required: notConsented,
}
