import { describe, expect, test } from 'vitest'
import { parseConnection } from '../../src/settings/connection.js'
import { connectionWarnings } from '../../src/settings/connection-warnings.js'

const entra = 'https://login.microsoftonline.com/8a5f1e5a-0000-4000-8000-6b1a4c2f9d01/oauth2/v2.0'
const app = {
  Auth: 'AppCredentials',
  TokenUrl: `${entra}/token`,
  ClientId: 'id',
  ClientSecret: 'v~lue',
  Organization: 'acme',
}
const user = { ...app, Auth: 'UserCredentials', AuthUrl: `${entra}/authorize` }
const warnings = (values: Record<string, string>): string[] =>
  connectionWarnings(parseConnection('acme', values))

describe('connectionWarnings', () => {
  test('nothing is said about usual settings', () => {
    expect(warnings(app)).toEqual([])
    expect(warnings(user)).toEqual([])
    expect(warnings({ Auth: 'Pat', PersonalAccessToken: 'p', Organization: 'acme' })).toEqual([])
  })

  test.each([
    [
      'a client secret that is a GUID',
      { ...app, ClientSecret: '3d3f2b4e-1111-4222-8333-944455566677' },
      /Secret ID/,
    ],
    [
      'an app scope without .default',
      { ...app, Scope: 'https://app.vssps.visualstudio.com/vso.work' },
      /\.default/,
    ],
    [
      'an app token URL of no tenant',
      { ...app, TokenUrl: entra.replace(/[0-9a-f-]{36}/, 'common') + '/token' },
      /tenant/,
    ],
    ['user scopes without offline_access', { ...user, Scope: 'vso.work' }, /offline_access/],
    ['an authorization URL as token URL', { ...app, TokenUrl: `${entra}/authorize` }, /ends in \/authorize/],
    [
      'a ready token, which cannot be renewed',
      { Auth: 'AccessToken', AccessToken: 'ready-token', Organization: 'acme' },
      /AccessTokenCommand/,
    ],
    ['a token URL as authorization URL', { ...user, AuthUrl: `${entra}/token` }, /ends in \/token/],
  ])('warns of %s, without the secret', (_, values, text) => {
    const said = warnings(values)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(text)
    expect(said[0]).not.toContain('ClientSecret' in values ? values.ClientSecret : 'ready-token')
  })
})
