import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openProfiles, type Profiles } from '../../src/settings/profiles.js'
import { readServerSettings } from '../../src/settings/server-settings.js'
import { temporaryHome } from './temporary-home.js'

const tokenUrl = 'https://login.example.com/tenant/oauth2/v2.0/token'
const app = {
  Auth: 'AppCredentials',
  TokenUrl: tokenUrl,
  ClientId: 'id',
  ClientSecret: 'hush-hush',
  Organization: 'acme',
}
const pat = {
  auth: 'pat',
  personalaccesstoken: 'pat-secret',
  organization: 'https://server/tfs/Main',
  project: '',
}

const open = (home: string, env: Record<string, string> = {}): Profiles =>
  openProfiles(readServerSettings({ ...env, AZDO_HOME: home }))
const names = async (profiles: Profiles): Promise<string[]> =>
  (await profiles.list()).map((p) => (p.isDefault ? `*${p.name}` : p.name))

describe('profiles', () => {
  test('a connection is kept with canonical keys and values, for later openings too', async () => {
    const home = await temporaryHome()
    const added = await open(home).add('Main', pat)
    const values = {
      Auth: 'Pat',
      PersonalAccessToken: 'pat-secret',
      Url: 'https://server/tfs',
      Organization: 'Main',
    }
    expect(added).toEqual({ name: 'Main', values, isDefault: true, fromEnvironment: [] })
    expect(await open(home).get('MAIN')).toEqual(added)
    expect(await open(home).connection()).toMatchObject({
      name: 'Main',
      organization: 'Main',
      personalAccessToken: 'pat-secret',
    })
  })

  test('no file holds a secret in the clear, and all are for their owner only', async () => {
    const home = await temporaryHome()
    const profiles = open(home)
    await profiles.add('a', app)
    await profiles.add('b', pat)
    expect((await readdir(home)).sort()).toEqual(['connections.json', 'connections.sealed', 'secret.key'])
    for (const file of await readdir(home)) {
      expect((await stat(join(home, file))).mode & 0o777).toBe(0o600)
      expect(await readFile(join(home, file), 'latin1')).not.toMatch(/hush-hush|pat-secret/)
    }
  })

  test('the first added is the default until another is chosen or it is removed', async () => {
    const profiles = open(await temporaryHome())
    for (const name of ['a', 'b', 'c']) await profiles.add(name, app)
    expect(await names(profiles)).toEqual(['*a', 'b', 'c'])
    await profiles.setDefault('B')
    expect(await names(profiles)).toEqual(['a', '*b', 'c'])
    await profiles.remove('b')
    expect(await names(profiles), 'the next one').toEqual(['a', '*c'])
    await profiles.remove('c')
    expect(await names(profiles), 'or else the first').toEqual(['*a'])
    await profiles.remove('a')
    expect(await names(profiles)).toEqual([])
    await profiles.add('d', app)
    expect(await names(profiles)).toEqual(['*d'])
  })

  test('an edit changes what is given, removes what is empty and keeps the rest', async () => {
    const profiles = open(await temporaryHome())
    await profiles.add('a', { ...app, Project: 'Old', RefreshTokenFilePath: 'token.json' })
    const { values } = await profiles.edit('A', {
      project: '',
      RetryMode: 'none',
      clientsecret: 'new-secret',
    })
    expect(values).toEqual({
      ...app,
      RetryMode: 'None',
      ClientSecret: 'new-secret',
      RefreshTokenFilePath: resolve('token.json'),
    })
    const moved = await profiles.edit('a', { Organization: 'https://server/tfs/Main' })
    expect(moved.values).toMatchObject({ Url: 'https://server/tfs', Organization: 'Main' })
  })

  test('what is refused changes nothing', async () => {
    const profiles = open(await temporaryHome())
    await profiles.add('a', app)
    const before = await profiles.list()
    const refused = async (run: Promise<unknown>, code: string): Promise<void> => {
      await expect(run).rejects.toMatchObject({ code, hint: expect.any(String) as string })
      expect(await profiles.list()).toEqual(before)
    }
    await refused(profiles.add('A', app), 'CONNECTION_EXISTS')
    await refused(profiles.add('b', { ...app, ClientSecret: '' }), 'SETTING_MISSING')
    await refused(profiles.edit('a', { RetryCountMax: 'many' }), 'SETTING_INVALID')
    await refused(profiles.edit('a', { Nonsense: '1' }), 'SETTING_UNKNOWN')
    await refused(profiles.edit('a', { ClientId: '' }), 'SETTING_MISSING')
    await refused(profiles.get('b'), 'CONNECTION_UNKNOWN')
    await refused(profiles.edit('b', {}), 'CONNECTION_UNKNOWN')
    await refused(profiles.remove('b'), 'CONNECTION_UNKNOWN')
    await refused(profiles.setDefault('b'), 'CONNECTION_UNKNOWN')
    for (const name of [
      '',
      '1a',
      'a b',
      'pg_a',
      'PG_a',
      'Public',
      'azdo',
      'information_schema',
      'é',
      'a'.repeat(64),
      'a.b',
    ]) {
      await refused(profiles.add(name, app), 'CONNECTION_NAME_INVALID')
    }
  })

  test('an unknown name is answered with the nearest one, and no name with how to add one', async () => {
    const profiles = open(await temporaryHome())
    await expect(profiles.get()).rejects.toMatchObject({
      code: 'CONNECTION_UNKNOWN',
      message: 'No connection is set up.',
    })
    await profiles.add('contoso', app)
    await expect(profiles.get('contoso1')).rejects.toMatchObject({ hint: 'Did you mean contoso?' })
  })

  test('the environment overrides what is stored, is never stored, and dashes match underscores', async () => {
    const home = await temporaryHome()
    const env = {
      AZDO_CONNECTION_ACME_TEST_CLIENTSECRET: 'from-environment',
      AZDO_CONNECTION_ACME_TEST_PROJECT: 'P',
    }
    const { ClientSecret: _, ...withoutSecret } = app
    const added = await open(home, env).add('acme-test', withoutSecret)
    expect(added.fromEnvironment).toEqual(['ClientSecret', 'Project'])
    expect(await open(home, env).connection()).toMatchObject({
      clientSecret: 'from-environment',
      project: 'P',
    })
    await open(home, env).edit('acme-test', { RetryMode: 'None' })
    expect((await open(home).get()).values).toEqual({ ...withoutSecret, RetryMode: 'None' })
  })

  test('a connection can be given by the environment alone', async () => {
    const home = await temporaryHome()
    const env = {
      AZDO_CONNECTION_ACME_AUTH: 'Pat',
      AZDO_CONNECTION_ACME_PERSONALACCESSTOKEN: 'p',
      AZDO_CONNECTION_ACME_ORGANIZATION: 'o',
    }
    const profiles = open(home, env)
    expect(await names(profiles)).toEqual(['*acme'])
    expect(await profiles.connection()).toMatchObject({ name: 'acme', auth: 'Pat', organization: 'o' })
    await expect(profiles.remove('acme')).rejects.toMatchObject({ code: 'CONNECTION_UNKNOWN' })
    await profiles.add('second', app)
    expect(await names(profiles)).toEqual(['*second', 'acme'])
    await profiles.setDefault('acme')
    expect(await names(profiles)).toEqual(['second', '*acme'])
    expect(await names(open(home)), 'without the environment').toEqual(['*second'])
  })

  test('many openings that add and edit at once lose nothing', async () => {
    const home = await temporaryHome()
    const count = 15
    const all = Array.from({ length: count }, (_, i) => `c${i}`)
    await Promise.all(all.map((name) => open(home).add(name, { ...app, ClientSecret: `secret of ${name}` })))
    await Promise.all(all.map((name) => open(home).edit(name, { Project: `project of ${name}` })))
    const listed = await open(home).list()
    expect(listed.map((p) => p.name).sort()).toEqual([...all].sort())
    expect(listed.filter((p) => p.isDefault)).toHaveLength(1)
    for (const { name, values } of listed) {
      expect(values).toMatchObject({ ClientSecret: `secret of ${name}`, Project: `project of ${name}` })
    }
  })

  test('a damaged file is reported by its path and left as it is', async () => {
    const home = await temporaryHome()
    await open(home).add('a', app)
    const path = join(home, 'connections.json')
    for (const bad of ['{"format":1,', '[]', '{"format":2,"connections":[]}', '']) {
      await writeFile(path, bad)
      await expect(open(home).list()).rejects.toMatchObject({
        code: 'FILE_UNUSABLE',
        message: expect.stringContaining(path) as string,
      })
      await expect(open(home).add('b', app)).rejects.toMatchObject({ code: 'FILE_UNUSABLE' })
      expect(await readFile(path, 'utf8')).toBe(bad)
    }
  })

  test('a home that is a file is refused', async () => {
    const home = await temporaryHome()
    await writeFile(home, '')
    await expect(open(home).list()).rejects.toMatchObject({ code: 'HOME_UNUSABLE' })
    await expect(open(home).add('a', app)).rejects.toMatchObject({ code: 'HOME_UNUSABLE' })
  })
})
