import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCredential, type Credential } from '../../src/auth/credential.js'
import { createEvents } from '../../src/events/events.js'
import type { Connection } from '../../src/settings/connection.js'
import { startTokenServer, type TokenServer } from './token-server.js'
import { person, returnAddress, userConnection } from './user-connection.js'

let folder: string
let path: string
let server: TokenServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azdo-token-file-'))
  path = join(folder, 'token.json')
  server = await startTokenServer()
  server.reply = (_, index) => ({
    body: {
      token_type: 'Bearer',
      expires_in: 3600,
      access_token: `access-${index}`,
      refresh_token: `refresh-${index}`,
    },
  })
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const user = (more: Partial<Connection> = {}, home = join(folder, 'home')): Credential =>
  createCredential(userConnection(server.url, { refreshTokenFilePath: path, ...more }), {
    home,
    events: createEvents(),
  })
const put = (content: unknown): Promise<void> =>
  writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
const content = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
const age = (seconds: number): Promise<void> => {
  const then = Date.now() / 1000 - seconds
  return utimes(path, then, then)
}

describe('a refresh token file', () => {
  test('as the reference page has it is used, then renewed in place, for its owner only', async () => {
    await put({ access_token: 'given', refresh_token: 'first', expires_in: 3600 })
    expect(await user().authorization()).toBe('Bearer given')
    await age(3400)
    expect(await user().authorization()).toBe('Bearer access-1')
    expect(server.requests[0]!.form.get('refresh_token')).toBe('first')
    expect(await content()).toEqual({
      access_token: 'access-1',
      refresh_token: 'refresh-1',
      expires_in: 3600,
    })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder), 'nothing else is kept').toEqual(['token.json'])
  })

  test('keeps what else is in it', async () => {
    await put({ note: 'of another program', access_token: '', refresh_token: 'first', expires_in: '0' })
    await user().authorization()
    expect(await content()).toMatchObject({ note: 'of another program', refresh_token: 'refresh-1' })
  })

  test('counts expires_in from the time the file was written', async () => {
    await put({ access_token: 'given', refresh_token: 'first', expires_in: 3600 })
    await age(1000)
    const expiresAt = Date.parse((await user().status()).expiresAt!)
    expect(Math.abs(expiresAt - (Date.now() + 2_600_000))).toBeLessThan(60_000)
  })

  test('with a refresh token alone is enough', async () => {
    await put({ refresh_token: 'first' })
    expect(await user().authorization()).toBe('Bearer access-1')
  })

  test('after a refusal by the service, what another program wrote meanwhile is used', async () => {
    await put({ access_token: 'given', refresh_token: 'first', expires_in: 3600 })
    const credential = user()
    await credential.authorization()
    await put({ access_token: 'newer', refresh_token: 'second', expires_in: 3600 })
    expect(await credential.renewed('Bearer given')).toEqual({ authorization: 'Bearer newer', kept: true })
    expect(server.requests).toHaveLength(0)
  })

  test('behind a symbolic link is replaced where it is', async () => {
    await mkdir(join(folder, 'links'))
    await put({ refresh_token: 'first' })
    const link = join(folder, 'links', 'here.json')
    await symlink(path, link)
    await user({ refreshTokenFilePath: link }).authorization()
    expect(await content()).toMatchObject({ refresh_token: 'refresh-1' })
  })

  test('is made by Generate Token when it is absent', async () => {
    await expect(user().authorization()).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: expect.stringContaining(path) as string,
    })
    const visit = (address: URL) => fetch(returnAddress(address, { code: 'c' }))
    await user().generate(undefined, person({ visit }))
    expect(await content()).toEqual({
      access_token: 'access-1',
      refresh_token: 'refresh-1',
      expires_in: 3600,
    })
  })

  test.each([
    ['that is no JSON', 'refresh_token=abc'],
    ['with a wrong type', { refresh_token: 5 }],
    ['with the placeholders of the page', { refresh_token: 'YOUR_REFRESH_TOKEN' }],
  ])('%s is FILE_UNUSABLE and stays as it is', async (_, given) => {
    await put(given)
    const before = await readFile(path, 'utf8')
    await expect(user().authorization()).rejects.toMatchObject({ code: 'FILE_UNUSABLE' })
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  test('shared by credentials of several homes is renewed once for all of them', async () => {
    await put({ access_token: 'old', refresh_token: 'first', expires_in: 0 })
    const homes = Array.from({ length: 8 }, (_, i) => join(folder, `home-${i}`))
    const headers = await Promise.all(homes.map((home) => user({}, home).authorization()))
    expect(new Set(headers)).toEqual(new Set(['Bearer access-1']))
    expect(server.requests).toHaveLength(1)
  })
})
