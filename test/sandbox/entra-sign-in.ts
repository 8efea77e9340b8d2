import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { SandboxInfo } from '../../sandbox/sandbox.js'
import {
  departed,
  page,
  scriptedBrowser,
  type Departure,
  type Page,
  type ScriptedBrowser,
} from './scripted-browser.js'

export const RESOURCE = 'https://app.vssps.visualstudio.com'
/** The default of the reference page. */
export const SCOPES = `${RESOURCE}/vso.project ${RESOURCE}/vso.work_full offline_access`
export const VERIFIER = 'a-verifier-of-more-than-forty-three-characters-'.repeat(2)
export const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

export interface TokenAnswer {
  token_type: string
  scope: string
  expires_in: number
  ext_expires_in: number
  access_token: string
  refresh_token?: string
  id_token?: string
}

/** An authorization request of the native application, unless parts are given otherwise. */
export function authorizeUrl(
  info: SandboxInfo,
  parts: Record<string, string | undefined> = {},
  base = info.authUrl,
): string {
  const given = {
    client_id: info.publicClient.clientId,
    response_type: 'code',
    redirect_uri: 'http://localhost:54321/back',
    scope: SCOPES,
    state: 'state of the test',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...parts,
  }
  const kept = Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `${base}?${new URLSearchParams(kept).toString()}`
}

/** Fills the login page and, where it comes, the consent page. */
export async function signIn(
  browser: ScriptedBrowser,
  start: Page | Departure,
  user: { uniqueName: string; password: string },
): Promise<Page | Departure> {
  let now = start
  if ('html' in now && now.html.includes('name="passwd"'))
    now = await browser.submit(now, { login: user.uniqueName, passwd: user.password, action: 'next' })
  if ('html' in now && now.html.includes('value="consent"'))
    now = await browser.submit(now, { action: 'next' })
  return now
}

/** A code that the first user has let the application have. */
export async function getCode(
  info: SandboxInfo,
  parts: Record<string, string | undefined> = {},
  base?: string,
): Promise<string> {
  const browser = scriptedBrowser(info.url)
  const end = departed(
    await signIn(browser, await browser.open(authorizeUrl(info, parts, base)), info.users[0]!),
  )
  expect(end.searchParams.get('error_description')).toBeNull()
  return end.searchParams.get('code')!
}

/** Posts to the token endpoint; answers the status and the body. */
export async function postToken<T>(
  url: string,
  form: Record<string, string>,
): Promise<{ status: number; body: T }> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, body: (await response.json()) as T }
}

export const codeForm = (info: SandboxInfo, code: string): Record<string, string> => ({
  grant_type: 'authorization_code',
  client_id: info.publicClient.clientId,
  code,
  redirect_uri: 'http://localhost:54321/back',
  code_verifier: VERIFIER,
})

/** Tokens of the first user for the native application. */
export async function getTokens(
  info: SandboxInfo,
  parts: Record<string, string | undefined> = {},
): Promise<TokenAnswer> {
  const { status, body } = await postToken<TokenAnswer>(
    info.tokenUrl,
    codeForm(info, await getCode(info, parts)),
  )
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

/** A refusal as [status, error, code], its shape checked. */
export async function refusedToken(
  url: string,
  form: Record<string, string>,
): Promise<[number, string, number]> {
  const { status, body } = await postToken<{
    error: string
    error_codes: number[]
    error_description: string
  }>(url, form)
  expect(body.error_description, JSON.stringify(body)).toMatch(new RegExp(`^AADSTS${body.error_codes[0]}: `))
  return [status, body.error, body.error_codes[0]!]
}

export { page, departed, scriptedBrowser }
