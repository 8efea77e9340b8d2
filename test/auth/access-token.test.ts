import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCredential, type Credential } from '../../src/auth/credential.js'
import { createEvents, type Events } from '../../src/events/events.js'
import type { Connection } from '../../src/settings/connection.js'
import { appConnection, jwt } from './token-server.js'

let folder: string
let events: Events
const clock = 1_700_000_000_000
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azdo-access token-'))
  events = createEvents()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const azureDevOps = '499b84ac-1321-427f-aa17-267ca6975798'
const credential = (more: Partial<Connection>): Credential =>
  createCredential(appConnection('', { auth: 'AccessToken', ...more }), {
    home: join(folder, 'home'),
    events,
    now: () => clock,
  })

describe('a ready access token', () => {
  test('is sent as Bearer, masked, and cannot be renewed', async () => {
    const ready = credential({ accessToken: 'ready-token' })
    expect(await ready.authorization()).toBe('Bearer ready-token')
    expect(await ready.renewed('Bearer ready-token')).toBeUndefined()
    expect(events.mask('ready-token')).toBe('***')
  })

  test('tells what it says of itself, and that it will end', async () => {
    const accessToken = jwt({
      aud: azureDevOps,
      upn: 'ann@contoso.example',
      exp: clock / 1000 + 60,
      scp: 'vso.work',
    })
    expect(await credential({ accessToken }).status()).toEqual({
      way: 'Access Token',
      held: true,
      expiresAt: '2023-11-14T22:14:20.000Z',
      audience: azureDevOps,
      identity: 'ann@contoso.example',
      identityKind: 'user',
      permissions: ['vso.work'],
      warnings: ['Access Token cannot be renewed: the connection stops at 2023-11-14T22:14:20.000Z.'],
    })
  })

  test('for another audience is warned of', async () => {
    const accessToken = jwt({ aud: 'https://graph.microsoft.com' })
    const { warnings } = await credential({ accessToken }).status()
    expect(warnings?.[1]).toMatch(/for https:\/\/graph.microsoft.com, not for Azure DevOps/)
  })

  test('that has ended by our clock is sent all the same: the clock of the service decides', async () => {
    const accessToken = jwt({ exp: clock / 1000 - 60 })
    expect(await credential({ accessToken }).authorization()).toBe(`Bearer ${accessToken}`)
    expect((await credential({ accessToken }).status()).held).toBe(false)
  })
})

describe('a command that prints a token', () => {
  const printing = async (program: string): Promise<string> => {
    const path = join(folder, 'print token.mjs')
    await writeFile(path, program)
    return `"${process.execPath}" '${path}' --resource ${azureDevOps}`
  }
  const saying = (value: unknown): Promise<string> =>
    printing(
      `console.log(${JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value, null, 2))})`,
    )

  const inAnHour = clock / 1000 + 3600
  const local = new Date(inAnHour * 1000)
  const two = (n: number): string => String(n).padStart(2, '0')
  const localText =
    `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())} ` +
    `${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}.000000`

  test.each<[string, unknown, number | undefined]>([
    ['the token alone', 'tok-en', undefined],
    ['a JWT', jwt({ exp: inAnHour }), inAnHour],
    [
      'what the Azure CLI prints',
      { accessToken: 'tok-en', expiresOn: localText, expires_on: inAnHour },
      inAnHour,
    ],
    ['what an older Azure CLI prints', { accessToken: 'tok-en', expiresOn: localText }, inAnHour],
    ['what a token endpoint answers', { access_token: 'tok-en', expires_in: '3600' }, inAnHour],
  ])('%s is understood', async (_, printed, expires) => {
    const one = credential({ accessTokenCommand: await saying(printed) })
    expect(await one.authorization()).toMatch(/^Bearer (tok-en|ey)/)
    const { expiresAt } = await one.status()
    expect(expiresAt).toBe(expires === undefined ? undefined : new Date(expires * 1000).toISOString())
  })

  test('is run once for several processes, and again after a refusal', async () => {
    const command = await printing(`
      import { appendFileSync, readFileSync } from 'node:fs'
      appendFileSync(${JSON.stringify(join(folder, 'runs'))}, 'x')
      console.log('token-' + readFileSync(${JSON.stringify(join(folder, 'runs'))}, 'utf8').length)`)
    const make = (): Credential => credential({ accessTokenCommand: command })
    const headers = await Promise.all([make(), make(), make()].map((one) => one.authorization()))
    expect(new Set(headers)).toEqual(new Set(['Bearer token-1']))
    expect(await make().renewed('Bearer token-1')).toEqual({ authorization: 'Bearer token-2', kept: false })
  })

  test('that prints no token is told of, without what it printed', async () => {
    const one = credential({ accessTokenCommand: await saying('Please run az login first') })
    await expect(one.authorization()).rejects.toMatchObject({
      code: 'SIGN_IN_ANSWER_INVALID',
      message: expect.not.stringContaining('Please') as string,
    })
  })

  test('that fails is told with its last words, secrets masked', async () => {
    events.hide('hush-hush')
    const command = await printing(`console.error('first\\nhush-hush: run az login.'); process.exit(3)`)
    await expect(credential({ accessTokenCommand: command }).authorization()).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: expect.stringContaining('gave no token: ***: run az login.') as string,
    })
  })

  test('that does not exist is told by its name', async () => {
    const one = credential({ accessTokenCommand: 'no-such-program-here get token' })
    await expect(one.authorization()).rejects.toMatchObject({
      code: 'FILE_UNUSABLE',
      message: expect.stringContaining('no-such-program-here') as string,
    })
  })

  test('is not run by a shell', async () => {
    const script = join(folder, 'show')
    await writeFile(script, '#!/bin/sh\necho "$1$2"\n')
    await chmod(script, 0o700)
    const one = credential({ accessTokenCommand: `"${script}" '$HOME' ;id` })
    expect(await one.authorization()).toBe('Bearer $HOME;id')
  })
})
