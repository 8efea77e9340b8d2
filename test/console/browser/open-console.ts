import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { App } from '../../../src/cli/app.js'
import { runCli } from '../../../src/cli/run-cli.js'
import { openApp } from '../../../src/main.js'
import { recordedIo } from '../../cli/recorded-io.js'
import { installedBrowser, openRealBrowser, type RealBrowser } from '../../end-to-end/real-browser.js'
import { recordHome } from '../../whole-suite/record-home.js'
import { recordLog, recordSecret, recordWritten } from '../../whole-suite/suite-record.js'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../whole-suite/start-sandbox.js'

const pages = fileURLToPath(new URL('../../../dist/web/index.html', import.meta.url))

/** Why the pages cannot be tested here; undefined when they can. */
export const whyNot =
  installedBrowser === undefined
    ? 'no chromium is installed'
    : existsSync(pages)
      ? undefined
      : 'the pages are not built (npm run build)'
if (whyNot !== undefined) console.log(`the pages of the console are not tested: ${whyNot}`)

/** `azdo start` in this process with a sandbox beside it, and a browser that has opened the link it printed. */
export interface OpenConsole {
  readonly page: Page
  readonly app: App
  readonly sandbox: Sandbox
  readonly home: string
  /** `http://127.0.0.1:PORT` of the console. */
  readonly origin: string
  /** The newest one-time link on the terminal. */
  link(): string
  /** Moves by the address bar: `query`, `connections/box/edit`. */
  go(place: string): Promise<void>
  /** Somebody else's browser, without a session; closed with the console. */
  otherBrowser(): Promise<RealBrowser>
  /** What went wrong inside the pages so far: thrown errors, refused contents, warnings of the browser. */
  faults(): readonly string[]
  /** POST to the sandbox's own endpoints. */
  control(path: string, body?: unknown): Promise<void>
  close(): Promise<void>
}

/** What a test wants set up. */
export interface ConsoleOptions extends Partial<SandboxOptions> {
  /** Names of connections to the sandbox with App Credentials; the first is the default. */
  readonly connections?: readonly string[]
}

export async function openConsole({
  connections = ['box'],
  ...options
}: ConsoleOptions = {}): Promise<OpenConsole> {
  const home = await mkdtemp(join(tmpdir(), 'azdo-console-'))
  const sandbox = await startSandbox({ port: 0, seed: 7, projects: 4, workItems: 300, ...options })
  const { info } = sandbox
  const app = await openApp({ home })
  recordLog(app.events)
  for (const name of connections) {
    await app.profiles.add(name, {
      Auth: 'AppCredentials',
      TokenUrl: info.tokenUrl,
      ClientId: info.clientId,
      ClientSecret: info.clientSecret,
      Organization: info.organization,
      Url: info.url,
    })
  }
  const terminal = recordedIo()
  const ended = runCli(['start', '--port', '0', '--console-port', '0'], terminal.io, () =>
    Promise.resolve(app),
  )
  const gaveUp = ended.then((code) => {
    throw new Error(`azdo start ended with ${code}: ${terminal.err()}`)
  })
  const printedLinks = (): string[] =>
    (terminal.out() + terminal.err()).match(/http:\/\/127\.0\.0\.1:\d+\/session#\S+/g) ?? []
  await Promise.race([terminal.until(/\/session#\S+/), gaveUp])
  gaveUp.catch(() => undefined)
  const gateway = await app.findGateway()
  recordSecret('database password', gateway?.password)

  const browsers: RealBrowser[] = []
  const openBrowser = async (): Promise<RealBrowser> => {
    const opened = await openRealBrowser()
    browsers.push(opened)
    return opened
  }
  const { page } = await openBrowser()
  const faults = watchPage(page)
  const origin = new URL(printedLinks()[0]!).origin
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(printedLinks().at(-1)!)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  return {
    page,
    app,
    sandbox,
    home,
    origin,
    link: () => printedLinks().at(-1)!,
    async go(place) {
      await page.goto(`${origin}/#/${place}`)
    },
    otherBrowser: openBrowser,
    faults: () => faults,
    async control(path, body = {}) {
      const response = await fetch(`${info.url}/_sandbox${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`POST /_sandbox${path}: ${response.status} ${await response.text()}`)
    },
    async close() {
      await Promise.all(browsers.map((browser) => browser.close()))
      terminal.stop()
      await ended
      await sandbox.close()
      await recordHome(home)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Keeps what the page is told for the check of the whole run, and collects its faults. */
function watchPage(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    // An answer of 4xx is reported like a fault; the page shows what it says.
    if (['error', 'warning'].includes(message.type()) && !/^Failed to load resource/.test(message.text()))
      faults.push(message.text())
  })
  page.on('response', (response) => {
    if (!/application\/json/.test(response.headers()['content-type'] ?? '')) return
    // The copy-ready texts for other programs hold the gateway's password.
    const mayShow = response.url().endsWith('/dsn') ? (['database password'] as const) : []
    void response.text().then(
      (text) => recordWritten(`the console's answer to ${new URL(response.url()).pathname}`, text, mayShow),
      () => undefined,
    )
  })
  return faults
}
