import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectionSettings } from '../../src/settings/connection-settings.js'
import { settingsOf } from '../end-to-end/sign-in-world.js'
import type { Way } from '../../src/console/api-schema.js'
import { way as waySchema, connection as connectionSchema } from '../../src/console/api-schema.js'
import { openApp } from '../../src/main.js'
import { startConsoleOf } from './console-of.js'
import { startConsoleSystem, type ConsoleSystem } from './console-system.js'

let system: ConsoleSystem
beforeAll(async () => {
  system = await startConsoleSystem({ projects: 3, workItems: 20 })
})
afterAll(() => system?.close())

const place = () => ({ Organization: system.sandbox.info.organization, Url: system.sandbox.info.url })
const add = (name: string, values: Readonly<Record<string, string>>) =>
  system.browser.ask('/connections', { method: 'POST', body: { name, values } })

describe('the ways of signing in', () => {
  it('are told with every field of the settings definitions, and nothing else', async () => {
    const ways = (await system.browser.json('/ways')) as Way[]
    expect(waySchema.array().parse(ways)).toEqual(ways)
    expect(ways.map(({ auth }) => auth)).toEqual(connectionSettings[0]!.options.map(({ value }) => value))
    for (const { auth, fields, adminSteps } of ways) {
      const used = connectionSettings.filter(
        ({ key, usedBy }) => key !== 'Auth' && usedBy.includes(auth as 'Pat'),
      )
      expect(fields.map(({ key }) => key)).toEqual(used.map(({ key }) => key))
      for (const [i, field] of fields.entries()) {
        const { label, help, secret, kind, requiredBy } = used[i]!
        expect(field).toMatchObject({
          label,
          help,
          secret,
          kind,
          required: requiredBy.includes(auth as 'Pat'),
        })
        expect(field.default).toBe(used[i]!.default[auth as 'Pat'])
      }
      const known = fields.map(({ key }) => key)
      expect(adminSteps.length).toBeGreaterThan(1)
      for (const step of adminSteps) for (const key of step.fields) expect(known).toContain(key)
    }
  })

  it('fold away what is seldom needed, and nothing that has to be filled in', async () => {
    const ways = (await system.browser.json('/ways')) as Way[]
    for (const { fields } of ways)
      for (const { required, advanced, default: standard } of fields)
        if (required && standard === undefined) expect(advanced).toBe(false)
    const app = ways.find(({ auth }) => auth === 'AppCredentials')!
    expect(app.fields.filter(({ advanced }) => !advanced).map(({ key }) => key)).toEqual([
      'TokenUrl',
      'ClientId',
      'ClientSecret',
      'ClientCertificatePath',
      'FederatedTokenFilePath',
      'Organization',
      'Project',
    ])
  })
})

describe('connections', () => {
  it('are added, changed, made the default and removed, and their secrets stay where they are', async () => {
    const { browser, app } = system
    const secret = 'a-secret-of-the-test'
    const added = await add('made', {
      ...settingsOf(system.sandbox.info, 'app'),
      ...place(),
      ClientSecret: secret,
    })
    expect(added.status).toBe(200)
    expect(connectionSchema.parse(added.json)).toMatchObject({
      name: 'made',
      isDefault: false,
      auth: 'AppCredentials',
      held: ['ClientSecret'],
      token: { state: 'none' },
    })
    expect(added.json.values).not.toHaveProperty('ClientSecret')
    const changed = await browser.json('/connections/MADE', {
      method: 'PATCH',
      body: { values: { ClientSecret: '', Project: 'Some', ApiVersion: '7.1' } },
    })
    expect(changed).toMatchObject({ project: 'Some', held: ['ClientSecret'], values: { ApiVersion: '7.1' } })
    expect((await app.profiles.get('made')).values['ClientSecret']).toBe(secret)
    const emptied = await browser.json('/connections/made', {
      method: 'PATCH',
      body: { values: { Project: '' } },
    })
    expect(emptied.project).toBeUndefined()
    const other = await browser.json('/connections/made', {
      method: 'PATCH',
      body: {
        values: { FederatedTokenFilePath: '/nowhere/token' },
        forget: ['ClientSecret', 'Organization'],
      },
    })
    expect(other).toMatchObject({ held: [], organization: system.sandbox.info.organization })
    expect(await browser.json('/connections/made/default', { method: 'POST', body: {} })).toMatchObject({
      isDefault: true,
    })
    expect(await browser.json('/connections/box/default', { method: 'POST', body: {} })).toMatchObject({
      isDefault: true,
    })
    expect(await browser.json('/connections/made', { method: 'DELETE' })).toEqual({})
    expect((await browser.json('/connections')).map(({ name }: { name: string }) => name)).not.toContain(
      'made',
    )
  })

  it.each(['', 'n'.repeat(200)])(
    'that would be named %j are refused in words about the name',
    async (name) => {
      const body = { name, connectionString: 'Auth=Pat;PersonalAccessToken=x;Organization=x' }
      const imported = await system.browser.ask('/connections/import', { method: 'POST', body })
      for (const { status, json } of [await add(name, { Auth: 'Pat' }), imported]) {
        expect(status).toBe(400)
        expect(json.error).toMatchObject({
          code: 'CONNECTION_NAME_INVALID',
          hint: expect.stringMatching(/^Choose /),
        })
        expect(json.error.message).toMatch(name === '' ? /^A connection needs a name\.$/ : /longer than 63/)
      }
    },
  )

  it('that cannot be are refused with what is wrong and what to do', async () => {
    expect(await add('poor', { Auth: 'Pat', Organization: 'x' })).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'SETTING_MISSING',
          message: expect.stringMatching(/PersonalAccessToken/),
          action: 'edit-connection',
        },
      },
    })
    expect(
      await add('box', { Auth: 'Pat', PersonalAccessToken: 'never-seen-value', Organization: 'x' }),
    ).toMatchObject({
      status: 409,
      json: { error: { code: 'CONNECTION_EXISTS', hint: expect.not.stringMatching(/azdo /) } },
    })
    expect(await system.browser.ask('/connections/boxx/default', { method: 'POST', body: {} })).toMatchObject(
      {
        status: 404,
        json: { error: { code: 'CONNECTION_UNKNOWN', action: 'add-connection' } },
      },
    )
  })

  it('come from a connection string and go into one, secrets left out', async () => {
    const { browser, sandbox } = system
    const connectionString = `Auth=Pat; personalaccesstoken={${sandbox.info.pat}}; Organization=${sandbox.info.organization}; Url=${sandbox.info.url}; Project="Semi;colon"`
    const body = { name: 'read', connectionString }
    const read = await browser.json('/connections/import', { method: 'POST', body })
    expect(read).toMatchObject({
      held: ['PersonalAccessToken'],
      project: 'Semi;colon',
      token: { state: 'ready' },
    })
    const { text, left } = await browser.json('/connections/read/connection-string')
    expect(left).toEqual(['PersonalAccessToken'])
    expect(text).toContain('Project="Semi;colon";')
    expect(text).not.toContain(sandbox.info.pat)
    const wrong = { name: 'wrong', connectionString: 'Auth=Pat;PersonalAccessToken={never-shown-value' }
    const refused = await browser.ask('/connections/import', { method: 'POST', body: wrong })
    expect(refused).toMatchObject({ status: 400, json: { error: { code: 'CONNECTION_STRING_INVALID' } } })
    expect(refused.text).not.toContain('never-shown-value')
  })

  it('hold HTML as data, sent as JSON that no browser takes for a page', async () => {
    const html = '<script>alert(1)</script><img src=x onerror=alert(2)>'
    await add('marked', { ...settingsOf(system.sandbox.info, 'pat'), ...place(), Project: html })
    const answer = await system.browser.ask('/connections')
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.json.find(({ name }: { name: string }) => name === 'marked').project).toBe(html)
    const lines = await system.browser.all('/connections/marked/test', { method: 'POST', body: {} })
    expect(lines.at(-1).error.message).toContain(html)
  })

  it('are shown with what is wrong when their settings make none', async () => {
    const { browser, app } = system
    process.env['AZDO_CONNECTION_BROKEN_AUTH'] = 'Pat'
    try {
      const { browser: other, close } = await startConsoleOf(
        await openApp({ home: system.home }),
        system.gateway,
      )
      const found = (await other.json('/connections')).find(({ name }: { name: string }) => name === 'broken')
      expect(found).toMatchObject({
        fromEnvironment: ['Auth'],
        fault: { code: 'SETTING_MISSING', action: 'edit-connection' },
      })
      await close()
    } finally {
      delete process.env['AZDO_CONNECTION_BROKEN_AUTH']
    }
    expect(await app.profiles.list()).toHaveLength((await browser.json('/connections')).length)
  })

  it('list the projects there are to choose from', async () => {
    const projects = await system.browser.json('/connections/box/projects')
    expect(projects).toHaveLength(3)
    expect(projects[0]).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: expect.any(String) })
  })
})
