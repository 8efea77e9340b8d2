import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { readStoredToken, storeToken } from '../../src/auth/token-store.js'
import { runCli } from '../../src/cli/run-cli.js'
import { openApp } from '../../src/main.js'
import { recordedIo, type RecordedIoOptions } from './recorded-io.js'
import { temporaryHome } from './temporary-home.js'

const secret = 'a-client-secret~42'
const settings = [
  'TokenUrl=http://127.0.0.1:1/t/oauth2/v2.0/token',
  'ClientId=1d3f4c2e-0000-4000-8000-000000000001',
  'Organization=fabrikam',
]

describe('azdo connection', () => {
  let home: string
  beforeEach(async () => {
    home = await temporaryHome()
  })
  async function run(line: string, more: readonly string[] = [], options?: RecordedIoOptions) {
    const recorded = recordedIo(options)
    const code = await runCli(['connection', ...line.split(' '), ...more], recorded.io, () =>
      openApp({ home }),
    )
    return { code, out: recorded.out(), err: recorded.err() }
  }
  const profile = async (name?: string) => (await openApp({ home })).profiles.get(name)
  const values = async (name?: string) => (await profile(name)).values

  it('add takes several pairs after one --set, makes the first one the default and shows no secret', async () => {
    const { code, out, err } = await run('add box --auth app-credentials --set', [
      ...settings,
      `ClientSecret=${secret}`,
    ])
    expect({ code, err }).toEqual({ code: 0, err: 'next: azdo token generate box\n' })
    expect(out).toBe('Connection box saved (AppCredentials, organization fabrikam), the default.\n')
    expect(await values()).toMatchObject({
      Auth: 'AppCredentials',
      ClientSecret: secret,
      Organization: 'fabrikam',
    })
  })

  it('add takes --set several times, keys in any case, and the last value of a key', async () => {
    const pairs = [...settings, 'clientsecret=first', `CLIENTSECRET=${secret}`].flatMap((pair) => [
      '--set',
      pair,
    ])
    expect((await run('add box --auth AppCredentials', pairs)).code).toBe(0)
    expect(await values('box')).toMatchObject({ ClientSecret: secret })
  })

  it('add takes a value with = in it whole', async () => {
    await run('add box --auth pat --set', ['Organization=fabrikam', 'PersonalAccessToken=abc==def=='])
    expect(await values('box')).toMatchObject({ PersonalAccessToken: 'abc==def==' })
  })

  it('add takes a connection string literally; --set wins over it', async () => {
    const text = 'Auth=Pat;PersonalAccessToken="@a;b";Organization=other'
    expect((await run('add box --string', [text, '--set', 'Organization=fabrikam'])).code).toBe(0)
    expect(await values('box')).toMatchObject({ PersonalAccessToken: '@a;b', Organization: 'fabrikam' })
  })

  it('add reads Key=- from standard input when that is no terminal', async () => {
    const pairs = ['Organization=fabrikam', 'PersonalAccessToken=-']
    const { code } = await run('add box --auth pat --set', pairs, { input: 'from-input\r\nmore\n' })
    expect(code).toBe(0)
    expect(await values('box')).toMatchObject({ PersonalAccessToken: 'from-input' })
  })

  it('add asks for a missing secret on a terminal, without showing what is typed', async () => {
    const keys = new PassThrough()
    const recorded = recordedIo({ terminal: { keys } })
    const line = ['connection', 'add', 'box', '--auth', 'pat', '--set', 'Organization=fabrikam']
    const adding = runCli(line, recorded.io, () => openApp({ home }))
    await recorded.until(/Personal Access Token/)
    keys.write('typed-secret')
    await recorded.until(/(\u2022|\u25aa|\*)/)
    keys.write('\r')
    const code = await adding
    const [out, err] = [recorded.out(), recorded.err()]
    expect(code).toBe(0)
    expect(await values('box')).toMatchObject({ PersonalAccessToken: 'typed-secret' })
    expect(out + err).not.toContain('typed-secret')
  })

  it('add reads one setting from standard input, not two', async () => {
    const pairs = ['PersonalAccessToken=-', 'ClientSecret=-', 'Organization=fabrikam']
    const { code, err } = await run('add box --auth pat --set', pairs, { input: 'from-input\n' })
    expect(code).toBe(2)
    expect(err).toContain('Only one setting')
  })

  it('add reads Key=@file from a file, without its last line break', async () => {
    const file = join(home, 'secret.txt')
    await writeFile(file, 'from-file\n')
    await run('add box --auth pat --set', ['Organization=fabrikam', `PersonalAccessToken=@${file}`])
    expect(await values('box')).toMatchObject({ PersonalAccessToken: 'from-file' })
  })

  it('add names a file that cannot be read', async () => {
    const { code, err } = await run('add box --auth pat --set', [
      'Organization=x',
      'PersonalAccessToken=@/nowhere/x',
    ])
    expect(code).toBe(1)
    expect(err).toContain('The file for PersonalAccessToken cannot be read')
  })

  it('add without the way of signing in names the choices and exits 2', async () => {
    const { code, err } = await run('add box --set', ['Organization=fabrikam'])
    expect(code).toBe(2)
    expect(err).toContain('--auth')
  })

  it('add without a secret and without a terminal says which one is missing and exits 2', async () => {
    const { code, err } = await run('add box --auth app-credentials --set', settings)
    expect(code).toBe(2)
    expect(err).toContain('ClientSecret')
  })

  it('add names the nearest setting for an unknown one, and not its value', async () => {
    const { code, err } = await run('add box --auth pat --set', [
      'Organization=x',
      `PersonalAccesToken=${secret}`,
    ])
    expect(code).toBe(2)
    expect(err).toContain('PersonalAccessToken')
    expect(err).not.toContain(secret)
  })

  it('add warns when a client secret looks like its id', async () => {
    const guid = '7b6c1d5e-1111-4222-8333-444455556666'
    const { err } = await run('add box --auth app-credentials --set', [...settings, `ClientSecret=${guid}`])
    expect(err).toContain('warning: ')
    expect(err).not.toContain(guid)
  })

  describe('once there are two', () => {
    beforeEach(async () => {
      await run('add box --auth app-credentials --set', [...settings, `ClientSecret=${secret}`])
      await run('add other --auth pat --set', ['Organization=contoso', 'PersonalAccessToken=pppppppp'])
    })

    it('list marks the default', async () => {
      const { out } = await run('list')
      expect(out).toMatch(/^ \* \| box +\| AppCredentials \| fabrikam +\| https:\/\/dev\.azure\.com/m)
      expect(out).toMatch(/^ {3}\| other +\| Pat +\| contoso/m)
    })

    it('show masks secrets', async () => {
      const { out } = await run('show box')
      expect(out).toMatch(/^box \(default\)$/m)
      expect(out).toMatch(/^ {2}ClientSecret +\*\*\*$/m)
      expect(out).not.toContain(secret)
    })

    it('edit changes what is given and keeps the rest', async () => {
      const { code } = await run('edit other --set', ['Project=Fabrikam Fiber'])
      expect(code).toBe(0)
      expect(await values('other')).toMatchObject({
        Project: 'Fabrikam Fiber',
        PersonalAccessToken: 'pppppppp',
      })
    })

    it('remove forgets the token that was kept, whatever the case of the name', async () => {
      const connection = await (await openApp({ home })).profiles.connection('box')
      await storeToken(home, connection, { accessToken: 'kept-token', obtainedAt: 1, expiresAt: 2 })
      expect((await run('remove BOX')).out).toBe('Connection box removed.\n')
      expect(await readStoredToken(home, connection)).toBeUndefined()
    })

    it('edit without anything to change exits 2', async () => {
      expect((await run('edit other')).code).toBe(2)
    })

    it('default and remove move the default', async () => {
      await run('default other')
      expect((await profile()).name).toBe('other')
      await run('remove other')
      expect((await profile()).name).toBe('box')
    })

    it('an unknown name exits 1 and names the nearest', async () => {
      const { code, err } = await run('show bx')
      expect(code).toBe(1)
      expect(err).toContain('box')
    })

    it('a name that is taken exits 1', async () => {
      const { code } = await run('add box --auth pat --set', ['Organization=x', 'PersonalAccessToken=y'])
      expect(code).toBe(1)
    })
  })
})
