import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../whole-suite/start-sandbox.js'
import type { App } from '../../src/cli/app.js'
import { runCli } from '../../src/cli/run-cli.js'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { openApp } from '../../src/main.js'
import { recordedIo, type RecordedIoOptions } from './recorded-io.js'
import { temporaryHome } from './temporary-home.js'

async function run(line: readonly string[], app?: App, options?: RecordedIoOptions) {
  const recorded = recordedIo(options)
  const code = await runCli(line, recorded.io, () =>
    app === undefined ? Promise.reject(new Error('composed without need')) : Promise.resolve(app),
  )
  return { code, out: recorded.out(), err: recorded.err() }
}

describe('a command line', () => {
  it('prints the version without composing anything', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' })
  })

  it('prints help on stdout, with every command', async () => {
    const { code, out, err } = await run(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const command of [
      'start',
      'sandbox',
      'connection',
      'token',
      'test',
      'query',
      'tables',
      'dsn',
      'doctor',
      'demo',
    ]) {
      expect(out).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
    }
  })

  it('prints the help of one command', async () => {
    const { code, out } = await run(['help', 'connection', 'add'])
    expect(code).toBe(0)
    expect(out).toContain('--set <Key=Value...>')
  })

  it('names the nearest command for an unknown one', async () => {
    const { code, out, err } = await run(['qeury', 'select 1'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe("azdo: Unknown command 'qeury'\n      Did you mean query?\n")
  })

  it('names the nearest command when help is asked for an unknown one', async () => {
    const { code, err } = await run(['help', 'conection'])
    expect(code).toBe(2)
    expect(err).toContain("Did you mean 'connection'?")
  })

  it('shows the help of a group that is called without a command, and exits 2', async () => {
    const { code, out, err } = await run(['connection'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage: azdo connection')
  })

  it.each([
    ['an unknown option', ['start', '--prot', '1'], '--port'],
    ['a missing argument', ['connection', 'add'], 'name'],
    ['an argument too many', ['doctor', 'now'], 'argument'],
    ['a port that is none', ['start', '--port', '70000'], '65535'],
    ['a format that is none', ['query', 'select 1', '--format', 'xml'], 'ndjson'],
    ['a pair without =', ['connection', 'add', 'x', '--auth', 'pat', '--set', 'Organization'], 'Key=Value'],
    ['SQL given twice', ['query', 'select 1', '-f', 'x.sql'], 'both'],
    ['no SQL', ['query'], 'no SQL'],
  ])('refuses %s in one or two lines and exits 2', async (_what, line, word) => {
    const { code, out, err } = await run(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(word)
    expect(err).toMatch(/^azdo: .*\n( {6}.*\n)?$/)
  })

  it('exits with the code of the error, and prints its message and hint without a stack', async () => {
    const failing = async () => {
      throw new AzdoError('HOME_UNUSABLE', 'The folder cannot\nbe used.', { hint: 'Choose another.' })
    }
    const recorded = recordedIo()
    expect(await runCli(['tables'], recorded.io, failing)).toBe(1)
    expect(recorded.err()).toBe('azdo: The folder cannot be used.\n      Choose another.\n')
  })

  it('prints the stack when debugging', async () => {
    const recorded = recordedIo({ env: { AZDO_LOG_LEVEL: 'debug' } })
    await runCli(['tables'], recorded.io, () => Promise.reject(new AzdoError('HOME_UNUSABLE', 'No.')))
    expect(recorded.err()).toMatch(/\[HOME_UNUSABLE\][^]*\n\s+at /)
  })

  it('masks secrets in errors', async () => {
    const app = await openApp({ home: await temporaryHome() })
    app.events.hide('hunter2000')
    expect((await run(['tables', 'hunter2000'], app)).err).toContain("There is no table '***'.")
  })

  it('ends quietly when nobody reads its output any more', async () => {
    const closed = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
      },
    })
    const { code, err } = await run(['--help'], undefined, { stdout: closed })
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})

describe('azdo tables', () => {
  it('lists name, area and purpose', async () => {
    const { code, out } = await run(['tables'], await openApp({ home: await temporaryHome() }))
    expect(code).toBe(0)
    expect(out).toMatch(/^ projects +\| core +\| /m)
    expect(out).toMatch(/^ work_items +\| boards +\| /m)
  })

  it('shows columns, key, references, permissions and pushed filters of one table', async () => {
    const { out } = await run(['tables', 'work_items'], await openApp({ home: await temporaryHome() }))
    expect(out).toMatch(/^ changed_date +\| timestamptz +\| /m)
    expect(out).toMatch(/^key: id$/m)
    expect(out).toMatch(/^project_id refers to projects \(id\)$/m)
    expect(out).toMatch(/^needs: vso\.work/m)
    expect(out).toMatch(/^filters sent to the service: .*\bassigned_to\b.*\bproject\b/m)
  })

  it('names the nearest table for an unknown one and exits 1', async () => {
    const { code, err } = await run(['tables', 'work_item'], await openApp({ home: await temporaryHome() }))
    expect(code).toBe(1)
    expect(err).toContain("Did you mean 'work_items'?")
  })
})

describe('azdo token and azdo test', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, seed: 3, projects: 2, workItems: 5 })
  })
  afterAll(() => sandbox?.close())

  async function withConnection(secret = sandbox.info.clientSecret) {
    const app = await openApp({ home: await temporaryHome() })
    const { tokenUrl, clientId, organization, url } = sandbox.info
    const address = { TokenUrl: tokenUrl, ClientId: clientId, Organization: organization, Url: url }
    await app.profiles.add('acme', { Auth: 'AppCredentials', ClientSecret: secret, ...address })
    return app
  }

  it('print what is known of the token and never the token', async () => {
    const app = await withConnection()
    const { code, out, err } = await run(['token', 'generate', 'acme'], app)
    expect({ code, err }).toEqual({ code: 0, err: 'next: azdo test acme\n' })
    expect(out).toMatch(/^acme: token held \(App Credentials\)\n {2}expires {6}\S+\n/)
    expect(out).toMatch(new RegExp(`^  tenant +${sandbox.info.tenant}$`, 'm'))
    const connection = await app.profiles.connection('acme')
    const header = await (await app.credential(connection)).authorization()
    expect(out).not.toContain(header.replace('Bearer ', ''))
    expect((await run(['token', 'status', 'acme'], app)).out).toBe(out)
  })

  it('say that no token is held before one was asked for', async () => {
    const { code, out, err } = await run(['token', 'status'], await withConnection())
    expect({ code, out }).toEqual({ code: 0, out: 'acme: no token held (App Credentials)\n' })
    expect(err).toBe('next: azdo token generate acme\n')
  })

  it('print each step', async () => {
    const { code, out } = await run(['test', 'acme'], await withConnection())
    expect(code).toBe(0)
    expect(out.match(/^✓ \w+/gm)).toEqual(['✓ Address', '✓ Token', '✓ Organization', '✓ Projects', '✓ Areas'])
    expect(out).toMatch(/^✓ Projects +2 projects are visible\.$/m)
    expect(out).toMatch(/^Connection acme works\.$/m)
  })

  it('print the failed step, and its error with what to do', async () => {
    const { code, out, err } = await run(['test', 'acme'], await withConnection('not-the-secret'))
    expect(code).toBe(1)
    expect(out).toMatch(/^✓ Address .*\n✗ Token .*Client Secret is wrong.*\n$/)
    expect(err).toMatch(/^azdo: .*Client Secret is wrong.*\n {6}.*copy its Value.*\n$/)
    expect(out + err).not.toContain('not-the-secret')
  })
})
