import { describe, expect, it } from 'vitest'
import { driverSettings, dsnTargets } from '../../src/client/driver-settings.js'
import { runCli } from '../../src/cli/run-cli.js'
import { startupOptions } from '../../src/client/search-path.js'
import { openApp } from '../../src/main.js'
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
  async function dsn(home: string) {
    const recorded = recordedIo({ mayShow: ['database password'] })
    const code = await runCli(['dsn', 'box'], recorded.io, () => openApp({ home }))
    return { code, out: recorded.out(), err: recorded.err() }
  }
  async function homeWithConnection(): Promise<string> {
    const home = await temporaryHome()
    const values = { Auth: 'Pat', PersonalAccessToken: 'pppppppp', Organization: 'fabrikam' }
    await (await openApp({ home })).profiles.add('box', values)
    return home
  }

  it('is for the usual port when no gateway runs, also before the first start of the database', async () => {
    const home = await homeWithConnection()
    const { code, out, err } = await dsn(home)
    expect(code).toBe(0)
    const role = await (await openApp({ home })).clientRole()
    expect(out).toContain(`azdo:${role!.password}@127.0.0.1:15432/azdo`)
    expect(err).toContain('azdo start')
    expect(await dsn(home)).toEqual({ code, out, err })
  })

  it('is for the gateway that runs, and prints the password', async () => {
    const home = await homeWithConnection()
    const gateway = await (
      await openApp({ home })
    ).openGateway({ host: '127.0.0.1', port: 0, announce: true })
    try {
      const { code, out, err } = await dsn(home)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain(`azdo:${gateway.password}@127.0.0.1:${gateway.port}/azdo`)
    } finally {
      await gateway.close()
    }
  })
})
