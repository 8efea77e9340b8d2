import { expect, test } from 'vitest'
import { readTokenClaims } from '../../src/auth/token-claims.js'
import { jwt } from './token-server.js'

test("an app's token of version 1 tells audience, tenant, app and roles", () => {
  const token = jwt({
    aud: '499b84ac',
    tid: 'tenant-1',
    appid: 'app-1',
    roles: ['Read.All'],
    iat: 100,
    exp: 3700,
  })
  expect(readTokenClaims(token)).toEqual({
    audience: '499b84ac',
    tenant: 'tenant-1',
    identity: 'app-1',
    identityKind: 'app',
    permissions: ['Read.All'],
    lifetime: 3600,
    expiresAt: 3700,
  })
})

test("a user's token tells the user's name and scopes", () => {
  const token = jwt({
    aud: ['a', 'b'],
    upn: 'ann@contoso.example',
    appid: 'app-1',
    scp: 'vso.work vso.project',
  })
  expect(readTokenClaims(token)).toMatchObject({
    audience: 'a b',
    identity: 'ann@contoso.example',
    identityKind: 'user',
    permissions: ['vso.work', 'vso.project'],
  })
})

test('a token of version 2 names the app in azp', () => {
  expect(readTokenClaims(jwt({ azp: 'app-2' })).identity).toBe('app-2')
})

test.each(['', 'opaque', 'a.b.c', '..'])('the opaque token %j tells nothing', (token) => {
  expect(readTokenClaims(token)).toEqual({})
})
