import { describe, expect, it } from 'vitest'
import type { App } from '../../src/cli/app.js'
import { driverSettings, dsnTargets } from '../../src/cli/driver-settings.js'
import { runCli } from '../../src/cli/run-cli.js'
import { startupOptions } from '../../src/cli/search-path.js'
import { partialApp } from './partial-app.js'
import { recordedIo } from './recorded-io.js'
import { temporaryHome } from './temporary-home.js'

const gateway = { host: '127.0.0.1', port: 5555, database: 'azdo', user: 'azdo', password: 'p/w;"@ 1' }

describe('the settings for a driver', () => {
  it('are a URI for psql, every part encoded', () => {
    const text = driverSettings('psql', 'my-box', gateway)
    expect(text).toBe(
      'postgresql://azdo:p%2Fw%3B%22%40%201@127.0.0.1:5555/azdo?options=-csearch_path%3D%22my-box%22%2Cpublic\n',
    )
    const url = new URL(text.trim())
    expect(decodeURIComponent(url.password)).toBe(gateway.password)
    expect(url.searchParams.get('options')).toBe('-csearch_path="my-box",public')
  })

  it('are an odbc.ini section of the connection name for ODBC', () => {
    const text = driverSettings('odbc', 'my-box', gateway)
    expect(text).toMatch(/^\[my-box\]$/m)
    expect(text).toMatch(/^Port = 5555$/m)
    expect(text).toMatch(/^ConnSettings = set search_path to "my-box", public$/m)
  })

  it('quote the password in an ADO.NET connection string', () => {
    expect(driverSettings('dotnet', 'box', gateway)).toContain(
      `;Password='p/w;"@ 1';Search Path='"box",public'`,
    )
  })

  it('are encoded in a JDBC URL', () => {
    const url = new URL(driverSettings('jdbc', 'my-box', gateway).trim().replace('jdbc:', ''))
    expect(url.searchParams.get('password')).toBe(gateway.password)
    expect(url.searchParams.get('currentSchema')).toBe('"my-box",public')
  })

  it.each(dsnTargets)('name host, port and schema for %s', (target) => {
    const text = driverSettings(target, 'box', gateway)
    expect(text).toContain('127.0.0.1')
    expect(text).toContain('5555')
    expect(text).toContain('box')
  })
})

describe('start-up options', () => {
  it('escape spaces and backslashes', () => {
    expect(startupOptions({ a: 'x y\\z', 'azdo.trace': 'on' })).toBe('-ca=x\\ y\\\\z -cazdo.trace=on')
  })
})

describe('azdo dsn', () => {
  async function run(parts: Partial<App>) {
    const app = partialApp(await temporaryHome(), parts)
    app.events.hide(gateway.password)
    await app.profiles.add('box', { Auth: 'Pat', PersonalAccessToken: 'pppppppp', Organization: 'fabrikam' })
    const recorded = recordedIo()
    const code = await runCli(['dsn', 'box'], recorded.io, () => Promise.resolve(app))
    return { code, out: recorded.out(), err: recorded.err() }
  }

  it('uses the running gateway, and prints the password', async () => {
    const { code, out, err } = await run({ findGateway: () => Promise.resolve(gateway) })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('p%2Fw%3B%22%40%201@127.0.0.1:5555')
  })

  it('is for the usual port when none runs, and says so', async () => {
    const { out, err } = await run({
      clientRole: () => Promise.resolve({ name: 'azdo', password: 'secret' }),
    })
    expect(out).toContain('azdo:secret@127.0.0.1:15432/azdo')
    expect(err).toContain('azdo start')
  })

  it('starts the database once when there is no client role yet', async () => {
    let closed = 0
    const role = { name: 'azdo', password: 'secret' }
    const { code, out } = await run({
      clientRole: () => Promise.resolve(closed > 0 ? role : undefined),
      openGateway: () => Promise.resolve({ ...gateway, close: () => Promise.resolve(void closed++) }),
    })
    expect({ code, closed }).toEqual({ code: 0, closed: 1 })
    expect(out).toContain('azdo:secret@')
  })
})
