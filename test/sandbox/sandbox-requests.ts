import type { Sandbox } from '../../sandbox/sandbox.js'

export const SCOPE = 'https://app.vssps.visualstudio.com/.default'

/** Posts a form to the token endpoint. */
export function askToken(
  tokenUrl: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form), headers })
}

/** An access token by the client credentials grant. */
export async function accessToken(client: {
  tokenUrl: string
  clientId: string
  clientSecret: string
}): Promise<string> {
  const response = await askToken(client.tokenUrl, {
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    scope: SCOPE,
  })
  if (response.status !== 200) throw new Error(`no token: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { access_token: string }).access_token
}

export const asBearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` })

export const asBasic = (password: string, user = ''): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

/** Posts to one of the sandbox's own switches. */
export function control(sandbox: Sandbox, path: string, body: unknown): Promise<Response> {
  return fetch(`${sandbox.url}/_sandbox${path}`, { method: 'POST', body: JSON.stringify(body) })
}
