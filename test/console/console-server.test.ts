import { request } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openConsole } from '../../src/console/console-server.js'
import { openProfiles } from '../../src/settings/profiles.js'
import { readServerSettings } from '../../src/settings/server-settings.js'

async function opened() {
  const home = await mkdtemp(join(tmpdir(), 'azdo-console-'))
  const profiles = openProfiles(readServerSettings({ AZDO_HOME: home }))
  await profiles.add('box', {
    Auth: 'Pat',
    PersonalAccessToken: 'the-token-value',
    Organization: 'fabrikam',
  })
  const gateway = {
    host: '127.0.0.1',
    port: 5555,
    database: 'azdo',
    user: 'azdo',
    password: 'the-role-password',
  }
  const server = await openConsole({ host: '127.0.0.1', port: 0, version: '1.2.3', gateway, profiles })
  onTestFinished(async () => {
    await server.close()
    await rm(home, { recursive: true, force: true })
  })
  return server
}

/** The status of a GET that claims another Host. */
function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end()
  })
}

describe('the console', () => {
  it('shows the gateway and the connections, and no secret', async () => {
    const page = await (await fetch((await opened()).url)).text()
    expect(page).toContain('127.0.0.1:5555')
    expect(page).toContain('box (default)')
    expect(page).not.toMatch(/the-token-value|the-role-password/)
  })

  it('escapes what it shows', async () => {
    const page = await (await fetch((await opened()).url)).text()
    expect(page).not.toContain('az<do')
  })

  it('loads nothing from elsewhere and may not be framed', async () => {
    const answer = await fetch((await opened()).url)
    const policy = answer.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(await answer.text()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })

  it('says in JSON that it is well', async () => {
    const answer = await fetch(`${(await opened()).url}api/health`)
    expect(await answer.json()).toEqual({
      ok: true,
      version: '1.2.3',
      gateway: { host: '127.0.0.1', port: 5555 },
      connections: 1,
    })
  })

  it('answers to loopback names only', async () => {
    const { url } = await opened()
    const { port } = new URL(url)
    expect(await statusWithHost(url, `localhost:${port}`)).toBe(200)
    expect(await statusWithHost(url, `evil.example:${port}`)).toBe(421)
    expect(await statusWithHost(url, '127.0.0.1:1')).toBe(421)
  })

  it('answers 404 elsewhere', async () => {
    expect((await fetch(`${(await opened()).url}nothing`)).status).toBe(404)
  })

  it('names a busy port', async () => {
    const { url } = await opened()
    const port = Number(new URL(url).port)
    const gateway = { host: '127.0.0.1', port: 1, database: 'azdo', user: 'azdo' }
    const profiles = openProfiles(readServerSettings({ AZDO_HOME: '/nowhere' }))
    await expect(
      openConsole({ host: '127.0.0.1', port, version: '1', gateway, profiles }),
    ).rejects.toMatchObject({
      code: 'PORT_UNUSABLE',
    })
  })
})
