import { createServer } from 'node:net'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { App } from '../../src/cli/app.js'
import { runCli } from '../../src/cli/run-cli.js'
import { openApp } from '../../src/main.js'
import { comeIn } from '../console/console-client.js'
import { recordedIo } from './recorded-io.js'
import { temporaryHome } from './temporary-home.js'

/** Runs a command that serves until it is stopped, on the real parts. `events` names what they reported. */
async function starting(
  line: readonly string[],
  prepare: (app: App) => Promise<unknown> = () => Promise.resolve(),
) {
  const app = await openApp({ home: await temporaryHome(), version: '1.2.3' })
  const events: string[] = []
  app.events.subscribe(({ type }) => events.push(type))
  await prepare(app)
  const recorded = recordedIo()
  const ended = runCli(line, recorded.io, () => Promise.resolve(app))
  return { app, recorded, ended, events }
}

const start = ['start', '--port', '0', '--console-port', '0']

/** The newest one-time link on the terminal. */
function linkIn(text: string): string {
  return text.match(/\S+\/session#\S+/g)!.at(-1)!
}

/** A port that something else listens on. */
async function busyPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  return (server.address() as { port: number }).port
}

describe('azdo start', () => {
  it('prints both addresses once both answer, and closes all when stopped', async () => {
    const { app, recorded, ended, events } = await starting(start)
    await recorded.until(/^console {2}http:\/\/127\.0\.0\.1:\d+\/$/m)
    const port = Number(/^gateway {2}127\.0\.0\.1:(\d+)$/m.exec(recorded.out())![1])
    const gateway = (await app.findGateway())!
    expect(gateway.port).toBe(port)
    const client = new pg.Client({ ...gateway })
    await client.connect()
    expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }])
    await client.end()
    await recorded.until(/^open {5}http:\/\/127\.0\.0\.1:\d+\/session#\S+$/m)
    const link = linkIn(recorded.out())
    expect(link).toContain(/^console {2}(\S+)/m.exec(recorded.out())![1])
    const browser = await comeIn(link)
    expect(await browser.json('/session')).toMatchObject({ version: '1.2.3', gateway: { port } })
    // The next browser finds a link of its own.
    expect(linkIn(recorded.out())).not.toBe(link)
    await comeIn(linkIn(recorded.out()))
    recorded.stop()
    expect(await ended).toBe(0)
    expect(await app.findGateway()).toBeUndefined()
    await expect(browser.ask('/session')).rejects.toThrow()
    await expect(new pg.Client({ ...gateway }).connect()).rejects.toThrow()
    expect(events).toContain('database.stopped')
  })

  it('--sandbox saves a connection to a sandbox in place of an older one', async () => {
    const { app, recorded, ended } = await starting([...start, '--sandbox'], (each) =>
      each.profiles.add('sandbox', { Auth: 'Pat', PersonalAccessToken: 'old', Organization: 'old' }),
    )
    await recorded.until(/console/)
    const { values } = await app.profiles.get('sandbox')
    expect(values).toMatchObject({ Auth: 'AppCredentials' })
    expect(recorded.err()).toContain(`sandbox  ${values['Url']} (connection: sandbox)`)
    expect(recorded.out() + recorded.err()).not.toContain(values['ClientSecret'])
    recorded.stop()
    expect(await ended).toBe(0)
    await expect(fetch(`${values['Url']}/_sandbox`)).rejects.toThrow()
  })

  it('starts a sandbox when a page of the console asks for one, once, and closes it with the rest', async () => {
    const { app, recorded, ended } = await starting(start)
    await recorded.until(/session#\S+\n/)
    const browser = await comeIn(linkIn(recorded.out()))
    const ask = () => browser.json('/sandbox', { method: 'POST', body: {} })
    expect(await Promise.all([ask(), ask()])).toEqual([{ name: 'sandbox' }, { name: 'sandbox' }])
    const { values } = await app.profiles.get('sandbox')
    expect((await fetch(`${values['Url']}/_sandbox`)).status).toBe(200)
    const lines = await browser.all('/connections/sandbox/test', { body: {} })
    expect(lines.at(-1)).toEqual({ done: true })
    expect(recorded.err().match(/sandbox {2}http/g)).toHaveLength(1)
    recorded.stop()
    expect(await ended).toBe(0)
    await expect(fetch(`${values['Url']}/_sandbox`)).rejects.toThrow()
  })

  it('closes what it has opened when the console port is busy, and names the option', async () => {
    const port = await busyPort()
    const { app, recorded, ended, events } = await starting([
      'start',
      '--port',
      '0',
      '--console-port',
      String(port),
    ])
    expect(await ended).toBe(1)
    expect(recorded.err()).toBe(
      `azdo: The console's port ${port} is in use.\n      Choose another with --console-port.\n`,
    )
    expect(events.filter((type) => type.startsWith('database.'))).toEqual([
      'database.started',
      'database.stopped',
    ])
    expect(await app.findGateway()).toBeUndefined()
  })

  it('exits 1 when the gateway cannot have its port', async () => {
    const port = await busyPort()
    const { recorded, ended, events } = await starting(['start', '--port', String(port)])
    expect(await ended).toBe(1)
    expect(recorded.err()).toMatch(
      new RegExp(`^azdo: Port ${port} of 127\\.0\\.0\\.1 is used by another program\\.\\n {6}.*--port.*\\n$`),
    )
    expect(events.at(-1)).toBe('database.stopped')
  })

  it('stops in the middle of starting when it is told to', async () => {
    const { recorded, ended, events } = await starting(start)
    await new Promise((resolve) => setImmediate(resolve))
    recorded.stop()
    expect(await ended).toBe(0)
    expect(recorded.out()).toBe('')
    const count = (type: string) => events.filter((each) => each === type).length
    expect(count('database.stopped')).toBe(count('database.started'))
  })
})

describe('azdo sandbox', () => {
  it('prints where it listens, answers, and ends when stopped', async () => {
    const { recorded, ended } = await starting(['sandbox', '--port', '0', '--work-items', '10'])
    await recorded.until(/^sandbox listening on http:\/\/127\.0\.0\.1:\d+$/m)
    const url = `${/http:\S+/.exec(recorded.out())![0]}/_sandbox`
    expect(await (await fetch(url)).json()).toMatchObject({ workItems: 10 })
    recorded.stop()
    expect(await ended).toBe(0)
    await expect(fetch(url)).rejects.toThrow()
  })

  it('names the option when its port is busy', async () => {
    const port = await busyPort()
    const { recorded, ended } = await starting(['sandbox', '--port', String(port)])
    expect(await ended).toBe(1)
    expect(recorded.err()).toContain(
      `azdo: The sandbox's port ${port} is in use.\n      Choose another with --port`,
    )
  })

  it('exits 2 for faults it does not know', async () => {
    const { recorded, ended } = await starting(['sandbox', '--port', '0', '--faults', 'nonsense:x'])
    expect(await ended).toBe(2)
    expect(recorded.err()).toMatch(/^azdo: .+\n {6}.+\n$/)
  })

  it('exits 2 for a number that is none', async () => {
    expect(await (await starting(['sandbox', '--work-items', 'many'])).ended).toBe(2)
  })
})
