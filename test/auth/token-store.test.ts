import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forgetToken, readStoredToken, storeToken } from '../../src/auth/token-store.js'
import { appConnection } from './token-server.js'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'azdo-tokens-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const connection = appConnection('https://login.example/token')
const token = { accessToken: 'kept-access-token', obtainedAt: 1, expiresAt: 2, scope: 'a b' }

test('a token comes back as it was stored', async () => {
  await storeToken(home, connection, token)
  expect(await readStoredToken(home, connection)).toEqual(token)
})

test('nothing stored gives nothing', async () => {
  expect(await readStoredToken(home, connection)).toBeUndefined()
})

test.each([
  ['another secret', { clientSecret: 'other-secret' }],
  ['another token URL', { tokenUrl: 'https://login.example/other' }],
  ['another client', { clientId: 'other' }],
  ['other scopes', { scopes: ['other'] }],
  ['another name', { name: 'other' }],
])('a token is not used with %s', async (_, change) => {
  await storeToken(home, connection, token)
  expect(await readStoredToken(home, { ...connection, ...change })).toBeUndefined()
})

test('a token is used with another default project', async () => {
  await storeToken(home, connection, token)
  expect(await readStoredToken(home, { ...connection, project: 'Other' })).toEqual(token)
})

test('tokens of several connections are kept side by side, also when stored at once', async () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  await Promise.all(
    names.map((name) =>
      storeToken(home, { ...connection, name }, { ...token, accessToken: `token-${name}` }),
    ),
  )
  for (const name of names) {
    expect((await readStoredToken(home, { ...connection, name }))?.accessToken).toBe(`token-${name}`)
  }
})

test('a forgotten token is gone, the others stay', async () => {
  await storeToken(home, connection, token)
  await storeToken(home, { ...connection, name: 'other' }, token)
  await forgetToken(home, connection.name)
  expect(await readStoredToken(home, connection)).toBeUndefined()
  expect(await readStoredToken(home, { ...connection, name: 'other' })).toEqual(token)
})

test('the file does not show the token', async () => {
  await storeToken(home, connection, token)
  const file = await readFile(join(home, 'tokens'))
  expect(file.includes('kept-access-token')).toBe(false)
})

test('a damaged file counts as empty and is replaced by the next token', async () => {
  await storeToken(home, connection, token)
  await writeFile(join(home, 'tokens'), 'damaged')
  expect(await readStoredToken(home, connection)).toBeUndefined()
  await storeToken(home, connection, token)
  expect(await readStoredToken(home, connection)).toEqual(token)
})
