import type { Connection } from './connection.js'

/** What is allowed but probably not meant, a full sentence each with what to do; no secret in it. */
export function connectionWarnings(connection: Connection): string[] {
  const { auth, scopes, clientSecret, tokenUrl } = connection
  const warnings: string[] = []
  if (auth !== 'Pat' && clientSecret !== undefined && guid.test(clientSecret)) {
    warnings.push(
      'ClientSecret looks like the "Secret ID" of a client secret: the sign-in needs what the Azure Portal shows as its "Value".',
    )
  }
  if (auth === 'AppCredentials' && scopes.some((scope) => !scope.endsWith('/.default'))) {
    warnings.push(
      'Scope has an entry that does not end in /.default: Microsoft Entra refuses it for App Credentials. Leave Scope out to use the default.',
    )
  }
  if (auth === 'AppCredentials' && tokenUrl !== undefined && sharedTenant.test(tokenUrl)) {
    warnings.push(
      'TokenUrl names no tenant: App Credentials need the token URL of your own tenant, from Endpoints of the app registration.',
    )
  }
  if (auth === 'UserCredentials' && !scopes.some((scope) => scope.toLowerCase() === 'offline_access')) {
    warnings.push(
      'Scope has no offline_access: the sign-in cannot be renewed and ends when its first token expires, usually within an hour or so. Add offline_access.',
    )
  }
  if (auth !== 'Pat' && tokenUrl !== undefined && /\/authorize\/?$/i.test(tokenUrl)) {
    warnings.push(
      'TokenUrl ends in /authorize, as authorization URLs do: the token URL usually ends in /token.',
    )
  }
  if (
    auth === 'UserCredentials' &&
    connection.authUrl !== undefined &&
    /\/token\/?$/i.test(connection.authUrl)
  ) {
    warnings.push(
      'AuthUrl ends in /token, as token URLs do: the authorization URL usually ends in /authorize.',
    )
  }
  if (auth === 'AccessToken' && connection.accessToken !== undefined) {
    warnings.push(
      'AccessToken cannot be renewed: the connection stops when it expires. AccessTokenCommand gets a new one by itself.',
    )
  }
  return warnings
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Microsoft identity platform documentation, "Endpoints": the tenant names that stand for no single tenant. */
const sharedTenant = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\//i
