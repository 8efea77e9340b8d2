import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startSandbox } from '../../sandbox/sandbox.js'
import type { App, GatewayOptions } from '../../src/cli/app.js'
import { runCli } from '../../src/cli/run-cli.js'
import { openConsole } from '../../src/console/console-server.js'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { partialApp } from './partial-app.js'
import { recordedIo } from './recorded-io.js'
import { temporaryHome } from './temporary-home.js'

const address = { host: '127.0.0.1', port: 5555, database: 'azdo', user: 'azdo', password: 'pppppppp' }

/** A real console and sandbox; the gateway, which the end-to-end tests start, only notes that it was opened and closed. */
async function starting(
  line: readonly string[],
  parts: Partial<App> = {},
  prepare: (app: App) => Promise<unknown> = () => Promise.resolve(),
) {
  const steps: string[] = []
  const gateways: GatewayOptions[] = []
  const noted = <T extends { close(): Promise<void> }>(name: string, server: T): T => {
    steps.push(`${name} opened`)
    return { ...server, close: async () => (await server.close(), void steps.push(`${name} closed`)) }
  }
  const app = partialApp(await temporaryHome(), {
    openGateway: (options) => {
      gateways.push(options)
      return Promise.resolve(noted('gateway', { ...address, close: () => Promise.resolve() }))
    },
    openConsole: async (options) =>
      noted('console', await openConsole({ ...options, profiles: app.profiles, version: '1.2.3' })),
    startSandbox: async (options) => {
      const sandbox = await startSandbox(options)
      return noted('sandbox', { url: sandbox.url, info: sandbox.info, close: () => sandbox.close() })
    },
    ...parts,
  })
  await prepare(app)
  const recorded = recordedIo()
  const ended = runCli(line, recorded.io, () => Promise.resolve(app))
  return { app, recorded, ended, steps, gateways }
}

/** A port that something else listens on. */
async function busyPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  return (server.address() as { port: number }).port
}

describe('azdo start', () => {
  it('prints both addresses once both answer, and closes all in order when stopped', async () => {
    const { recorded, ended, steps, gateways } = await starting([
      'start',
      '--port',
      '0',
      '--console-port',
      '0',
    ])
    await recorded.until(/^console {2}http:\/\/127\.0\.0\.1:\d+\/$/m)
    expect(recorded.out()).toMatch(/^gateway {2}127\.0\.0\.1:5555$/m)
    expect(gateways).toEqual([{ host: '127.0.0.1', port: 0, announce: true }])
    const console = /http:\S+/.exec(recorded.out())![0]
    expect((await fetch(`${console}api/health`)).status).toBe(200)
    recorded.stop()
    expect(await ended).toBe(0)
    expect(steps).toEqual(['gateway opened', 'console opened', 'console closed', 'gateway closed'])
  })

  it('--sandbox saves a connection to a sandbox in place of an older one', async () => {
    const { app, recorded, ended } = await starting(
      ['start', '--sandbox', '--console-port', '0'],
      {},
      (each) =>
        each.profiles.add('sandbox', { Auth: 'Pat', PersonalAccessToken: 'old', Organization: 'old' }),
    )
    await recorded.until(/console/)
    expect((await app.profiles.get('sandbox')).values).toMatchObject({ Auth: 'AppCredentials' })
    expect(recorded.out() + recorded.err()).not.toContain(
      (await app.profiles.get('sandbox')).values['ClientSecret'],
    )
    recorded.stop()
    expect(await ended).toBe(0)
  })

  it('closes what it has opened when the console port is busy, and names the option', async () => {
    const port = await busyPort()
    const { recorded, ended, steps } = await starting(['start', '--console-port', String(port)])
    expect(await ended).toBe(1)
    expect(steps).toEqual(['gateway opened', 'gateway closed'])
    expect(recorded.err()).toBe(
      `azdo: The console's port ${port} is in use.\n      Choose another with --console-port.\n`,
    )
  })

  it('exits 1 when the gateway cannot have its port', async () => {
    const { recorded, ended } = await starting(['start'], {
      openGateway: () =>
        Promise.reject(new AzdoError('PORT_UNUSABLE', 'Port 15432 is in use.', { hint: 'Use --port.' })),
    })
    expect(await ended).toBe(1)
    expect(recorded.err()).toContain('azdo: Port 15432 is in use.\n      Use --port.\n')
  })
})

describe('azdo sandbox', () => {
  it('prints where it listens, answers, and ends when stopped', async () => {
    const { recorded, ended, steps } = await starting(['sandbox', '--port', '0', '--work-items', '10'])
    await recorded.until(/^sandbox listening on http:\/\/127\.0\.0\.1:\d+$/m)
    const url = /http:\S+/.exec(recorded.out())![0]
    expect(await (await fetch(`${url}/_sandbox`)).json()).toMatchObject({ workItems: 10 })
    recorded.stop()
    expect(await ended).toBe(0)
    expect(steps).toEqual(['sandbox opened', 'sandbox closed'])
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
