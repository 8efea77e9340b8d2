import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

/** Chromium as the machine's packages install it; undefined when there is none. */
export const installedBrowser = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].map((at) => join(at, name)))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** One person's browser, without a screen. */
export interface RealBrowser {
  readonly page: Page
  /** What the address bar shows, also when nothing was found there. */
  address(): Promise<string>
  close(): Promise<void>
}

/** It knows nobody yet (a profile of its own), and reaches this machine only: no other name resolves. */
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
]

export async function openRealBrowser(): Promise<RealBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'azdo-browser-'))
  const remove = () => rm(profile, { recursive: true, force: true, maxRetries: 5 })
  let context: BrowserContext
  try {
    context = await chromium.launchPersistentContext(profile, { executablePath: installedBrowser, args })
  } catch (thrown) {
    await remove()
    throw thrown
  }
  const page = context.pages()[0] ?? (await context.newPage())
  return {
    page,
    async address() {
      const session = await context.newCDPSession(page)
      const { currentIndex, entries } = await session.send('Page.getNavigationHistory')
      await session.detach()
      return entries[currentIndex]!.url
    },
    async close() {
      await context.close()
      await remove()
    },
  }
}
