import type { Connection } from '../settings/connection.js'

/** What to repeat of the reference page, each a full sentence or more, by what is at fault. */
export interface SignInSteps {
  /** The app registration itself. */
  readonly register: string
  readonly clientId: string
  readonly tokenUrl: string
  /** Secret, certificate or federated token, whichever the connection has. */
  readonly proof: string
  /** For a proof that was sent although the app is registered as one that has none. */
  readonly publicClient: string
  readonly scopes: string
  readonly consent: string
  readonly returnUrl: string
  /** Signing in again, which makes a new token. */
  readonly signIn: string
  /** Signing in again, once the administrator has let this app and person in from here. */
  readonly allowed: string
}

const azureDevOps = 'https://app.vssps.visualstudio.com'

/** The steps of the page that the connection's way of signing in has. */
export function signInSteps(connection: Connection): SignInSteps {
  return connection.auth === 'UserCredentials' ? userSteps(connection) : appSteps(connection)
}

/** Steps of the reference page "Authentication Azure App Credentials". */
function appSteps(connection: Connection): SignInSteps {
  const settings = 'Repeat step 5 (Connection Settings)'
  return {
    register:
      'Repeat step 1 (Register the App in Microsoft Entra ID): a single-tenant app in the tenant of the organization.',
    clientId: `${settings}: copy the Application (client) ID from the app's Overview into Client ID, and take the Token URL of the same tenant.`,
    tokenUrl: `${settings}: copy the OAuth token endpoint (v2) from the app registration's Endpoints into Token URL.`,
    proof: appProof(connection),
    publicClient:
      'App Credentials need an app that can keep a secret: repeat step 1 (Register the App in Microsoft Entra ID) with no Redirect URI ' +
      'of type Public client/native, and step 2 (Create a Client Secret), or its certificate or federated credential.',
    scopes: `${settings}: Scopes for App Credentials is ${azureDevOps}/.default.`,
    consent:
      'Repeat step 3 (Set Permissions and Admin Consent): add the Azure DevOps permissions and press Grant admin consent. ' +
      'What the app may read is then decided by step 4 (Map the App to Azure DevOps Organization), not by those permissions.',
    returnUrl:
      'App Credentials need no Redirect URI (step 1): check that Auth is AppCredentials and Client ID is of that app.',
    signIn: `Repeat step 6 (Finalize Connection), Generate Token: azdo token generate ${connection.name}`,
    allowed:
      'Ask the tenant administrator to let this app sign in from here (Conditional Access, Policies, workload identities), ' +
      `then repeat step 6 (Finalize Connection), Generate Token: azdo token generate ${connection.name}`,
  }
}

function appProof({ clientCertificatePath, federatedTokenFilePath }: Connection): string {
  if (clientCertificatePath !== undefined) {
    return (
      'Repeat step 2 (Create a Client Secret) with the certificate: upload it under Certificates & secrets, Certificates, ' +
      'and set ClientCertificatePath to the file of that certificate and its key.'
    )
  }
  if (federatedTokenFilePath !== undefined) {
    return (
      'Repeat step 2 (Create a Client Secret) with a federated credential: under Certificates & secrets, Federated credentials, ' +
      'issuer, subject and audience must be those of the token in FederatedTokenFilePath, and the token must not have expired.'
    )
  }
  return 'Repeat step 2 (Create a Client Secret): make a new secret, copy its Value, not its Secret ID, and put it into Client Secret.'
}

/** Steps of the reference page "Authentication User Credentials". */
function userSteps({ name, returnUrl, clientSecret }: Connection): SignInSteps {
  const redirect = returnUrl ?? 'http://localhost'
  return {
    register:
      'Repeat step 4 (Supported account type, Redirect URI) of the app registration, and take the URLs of step 6 for the same tenant.',
    clientId:
      'Repeat step 5 (copy the Application (client) ID) and step 6 (copy the URLs): Client ID, Authorization URL and Token URL must be of the same tenant.',
    tokenUrl:
      'Repeat step 6: copy the OAuth authorization endpoint (v2) and the OAuth token endpoint (v2) into Authorization URL and Token URL.',
    proof:
      clientSecret === undefined
        ? 'Repeat step 4 (Redirect URI of type Public client/native, and Allow public client flows), or, for an app of type Web, put the Value of a client secret into Client Secret.'
        : 'Put the Value (not the Secret ID) of a new client secret into Client Secret, or empty it when step 4 made a Public client/native app.',
    publicClient: 'Empty Client Secret, or repeat step 4 (Redirect URI) with the type Web.',
    scopes: `Repeat step 7 (Scopes): they must match with the app registration, such as ${azureDevOps}/vso.project~${azureDevOps}/vso.work_full~offline_access.`,
    consent:
      'Repeat step 8 (Generate Token) and accept the permissions; where the tenant leaves that to its administrators, one of them presses Grant admin consent at API permissions of the app.',
    returnUrl: `Repeat step 4 (Redirect URI): add ${redirect}, of type Public client/native, letter by letter as in Return URL.`,
    signIn: `Repeat step 8 (Generate Token): azdo token generate ${name}`,
    allowed:
      'Ask the tenant administrator to let this app and person sign in from here (Conditional Access, Policies), ' +
      `then repeat step 8 (Generate Token): azdo token generate ${name}`,
  }
}
