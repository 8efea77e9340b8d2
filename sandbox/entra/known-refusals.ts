import type { EntraRefusal } from './entra-error.js'
import { AZURE_DEVOPS_RESOURCE } from './access-tokens.js'

/** What the text of a refusal may speak of. */
export interface RefusalAbout {
  clientId?: string | undefined
  tenant?: string | undefined
  redirectUri?: string | undefined
}

interface KnownRefusal {
  status: number
  error: string
  suberror?: string
  text: string
}

const invalidClient = (text: string): KnownRefusal => ({ status: 401, error: 'invalid_client', text })
const invalidGrant = (text: string, suberror?: string): KnownRefusal => ({
  status: 400,
  error: 'invalid_grant',
  text,
  ...(suberror === undefined ? {} : { suberror }),
})
const bad = (error: string, text: string): KnownRefusal => ({ status: 400, error, text })

/*
 * Refusals by the number of their AADSTS code (facts 3.2, and the numbers' page in Entra's documentation,
 * "Microsoft Entra authentication and authorization error codes"). {client}, {tenant}, {redirect} and
 * {resource} stand for what the request named, {now} for the moment of the answer (entra-error.ts). A status of 401 is certain only for a wrong secret.
 */
const KNOWN: Readonly<Record<number, KnownRefusal>> = {
  16000: bad(
    'interaction_required',
    'Either multiple user identities are available for the current request or selected account is not supported for the scenario.',
  ),
  28000: bad(
    'invalid_request',
    'Provided value for the input parameter scope is not valid because it contains more than one resource.',
  ),
  50011: bad(
    'invalid_request',
    "The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{client}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this.",
  ),
  50012: invalidClient('Authentication failed.'),
  50013: invalidGrant('Assertion failed signature validation.'),
  50020: bad(
    'invalid_request',
    "User account from identity provider 'live.com' does not exist in tenant '{tenant}' and cannot access the application '{client}' in that tenant. The account needs to be added as an external user in the tenant first.",
  ),
  50027: invalidClient('JWT token is invalid or malformed.'),
  50034: bad(
    'invalid_grant',
    'The user account does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  ),
  50055: invalidGrant('The password is expired.'),
  50057: invalidGrant('The user account is disabled.'),
  50058: bad('login_required', 'A silent sign-in request was sent but no user is signed in.'),
  50059: bad(
    'invalid_request',
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  50076: {
    ...bad(
      'interaction_required',
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
    ),
    suberror: 'basic_action',
  },
  50079: {
    ...bad(
      'interaction_required',
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.",
    ),
    suberror: 'basic_action',
  },
  50105: bad(
    'invalid_grant',
    "Your administrator has configured the application '{client}' to block users unless they are specifically granted ('assigned') access to the application.",
  ),
  50126: invalidGrant('Error validating credentials due to invalid username or password.'),
  50148: invalidGrant(
    'The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.',
  ),
  50173: invalidGrant(
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{now}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{now}'.",
    'bad_token',
  ),
  50194: bad(
    'invalid_request',
    "Application '{client}' is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  ),
  53003: {
    ...bad(
      'interaction_required',
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    ),
    suberror: 'message_only',
  },
  54005: invalidGrant(
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  65001: invalidGrant(
    "The user or administrator has not consented to use the application with ID '{client}' named 'azdo-connector'. Send an interactive authorization request for this user and resource.",
    'consent_required',
  ),
  65004: bad('access_denied', 'User declined to consent to access the app.'),
  70000: invalidGrant('Provided grant is invalid or malformed.', 'bad_token'),
  70003: bad('unsupported_grant_type', 'The app requested an unsupported grant type.'),
  70008: invalidGrant(
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    'token_expired',
  ),
  70011: bad(
    'invalid_scope',
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid.",
  ),
  70016: bad(
    'authorization_pending',
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ),
  70018: bad(
    'bad_verification_code',
    'Invalid verification code due to User typing in wrong user code for device code flow.',
  ),
  70019: bad('expired_token', 'Verification code expired. Have the user retry the sign-in.'),
  70043: invalidGrant(
    'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on {now} and the maximum allowed lifetime for this request is 43200.',
    'token_expired',
  ),
  70044: invalidGrant(
    'The session has expired or is invalid due to sign-in frequency checks by conditional access.',
    'token_expired',
  ),
  90002: bad(
    'invalid_request',
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ),
  90033: {
    status: 503,
    error: 'temporarily_unavailable',
    text: 'A transient error has occurred. Please try again.',
  },
  90094: bad(
    'access_denied',
    "The grant requires admin consent. An administrator of the tenant '{tenant}' has to consent to the application '{client}'.",
  ),
  500011: bad(
    'invalid_resource',
    'The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  ),
  500112: invalidGrant(
    'The reply address does not match the reply address provided when requesting Authorization code.',
  ),
  500113: bad('invalid_request', 'No reply address is registered for the application.'),
  501481: invalidGrant(
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  530003: bad('interaction_required', 'Your device is required to be managed to access this resource.'),
  650053: bad(
    'invalid_client',
    "The application 'azdo-connector' asked for a scope that doesn't exist on the resource '{resource}'. Contact the app vendor.",
  ),
  700016: bad(
    'unauthorized_client',
    "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ),
  700021: invalidClient(
    "Client assertion application identifier doesn't match 'client_id' parameter. Review the documentation at https://aka.ms/entra-client-assertion.",
  ),
  700023: invalidClient('Client assertion audience claim does not match Realm issuer.'),
  700024: invalidClient('Client assertion is not within its valid time range. Current time: {now}.'),
  700025: invalidClient(
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  ),
  700027: invalidClient(
    "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Please visit the Azure Portal to check the keys registered for app '{client}'.]",
  ),
  700054: bad('unsupported_response_type', 'response_type is not enabled for the application.'),
  700082: invalidGrant(
    'The refresh token has expired due to inactivity. The token was issued on {now} and was inactive for 90.00:00:00.',
    'token_expired',
  ),
  700084: invalidGrant(
    'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.',
    'token_expired',
  ),
  700211: invalidClient(
    'No matching federated identity record found for presented assertion issuer. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
  ),
  700212: invalidClient(
    'No matching federated identity record found for presented assertion audience. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
  ),
  700213: invalidClient(
    'No matching federated identity record found for presented assertion subject. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
  ),
  1002012: bad(
    'invalid_scope',
    'The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  ),
  7000112: bad('unauthorized_client', "Application '{client}'(azdo-connector) is disabled."),
  7000215: invalidClient(
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'.",
  ),
  7000216: invalidClient(
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  ),
  7000218: invalidClient(
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ),
  7000222: invalidClient(
    "The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  ),
  900144: bad('invalid_request', "The request body must contain the following parameter: 'scope'."),
  9002313: bad('invalid_request', 'Invalid request. Request is malformed or invalid.'),
}

/** Numbers of every code the sandbox can answer with. */
export const KNOWN_CODES: readonly number[] = Object.keys(KNOWN).map(Number)

/** The refusal of that number, speaking of the request. `text` replaces the text for cases that need their own. */
export function knownRefusal(code: number, about: RefusalAbout = {}, text?: string): EntraRefusal {
  const known = KNOWN[code]
  if (!known) throw new Error(`The sandbox does not know AADSTS${code}.`)
  const values: Record<string, string | undefined> = {
    client: about.clientId,
    tenant: about.tenant,
    redirect: about.redirectUri,
    resource: AZURE_DEVOPS_RESOURCE,
  }
  return {
    ...known,
    code,
    text: text ?? known.text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  }
}
