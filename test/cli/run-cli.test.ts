import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { App } from '../../src/cli/app.js'
import { runCli } from '../../src/cli/run-cli.js'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { partialApp } from './partial-app.js'
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
    const app = partialApp(await temporaryHome(), {
      tables: () => Promise.reject(new AzdoError('INTERNAL', 'It said hunter2000.')),
    })
    app.events.hide('hunter2000')
    expect((await run(['tables'], app)).err).toContain('It said ***.')
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
    const { code, out } = await run(['tables'], partialApp(await temporaryHome()))
    expect(code).toBe(0)
    expect(out).toMatch(/^ projects +\| core +\| /m)
    expect(out).toMatch(/^ work_items +\| boards +\| /m)
  })

  it('shows columns, key, references, permissions and pushed filters of one table', async () => {
    const { out } = await run(['tables', 'work_items'], partialApp(await temporaryHome()))
    expect(out).toMatch(/^ changed_date +\| timestamptz +\| /m)
    expect(out).toMatch(/^key: id$/m)
    expect(out).toMatch(/^project_id refers to projects \(id\)$/m)
    expect(out).toMatch(/^needs: vso\.work/m)
    expect(out).toMatch(/^filters sent to the service: .*\bassigned_to\b.*\bproject\b/m)
  })

  it('names the nearest table for an unknown one and exits 1', async () => {
    const { code, err } = await run(['tables', 'work_item'], partialApp(await temporaryHome()))
    expect(code).toBe(1)
    expect(err).toContain("Did you mean 'work_items'?")
  })
})

describe('azdo token and azdo test', () => {
  async function withConnection(parts: Partial<App>) {
    const app = partialApp(await temporaryHome(), parts)
    await app.profiles.add('acme', { Auth: 'Pat', PersonalAccessToken: 'p'.repeat(20), Organization: 'acme' })
    return app
  }

  it('print what is known of the token and never the token', async () => {
    const status = {
      way: 'Personal Access Token',
      held: true,
      expiresAt: '2026-02-01T00:00:00Z',
      permissions: ['vso.work'],
    }
    const app = await withConnection({
      credential: () => ({
        authorization: () => Promise.reject(new Error('not asked')),
        renewed: () => Promise.resolve(undefined),
        generate: () => Promise.resolve(status),
        status: () => Promise.resolve(status),
      }),
    })
    const { code, out, err } = await run(['token', 'generate', 'acme'], app)
    expect({ code, err }).toEqual({ code: 0, err: 'next: azdo test acme\n' })
    expect(out).toBe(
      'acme: token held (Personal Access Token)\n  expires      2026-02-01T00:00:00Z\n  permissions  vso.work\n',
    )
  })

  it('print each step, and the failed one as the error', async () => {
    const steps = [
      { name: 'Address', ok: true, detail: 'It answers.' },
      {
        name: 'Token',
        ok: false,
        detail: 'Refused.',
        error: new AzdoError('SIGN_IN_REFUSED', 'The Client Secret is wrong.', { hint: 'Make a new one.' }),
      },
    ]
    const app = await withConnection({
      test: (_connection, onStep) => {
        steps.forEach(onStep)
        return Promise.resolve(steps)
      },
    })
    const { code, out, err } = await run(['test', 'acme'], app)
    expect(code).toBe(1)
    expect(out).toBe('✓ Address          It answers.\n✗ Token            Refused.\n')
    expect(err).toBe('azdo: The Client Secret is wrong.\n      Make a new one.\n')
  })
})
