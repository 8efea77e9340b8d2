import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openConsole } from '../../src/console/console-server.js'
import { openApp } from '../../src/main.js'

/** A console in front of no database, with pages of its own: for what needs neither. Closed with the test. */
export async function openBareConsole() {
  const folder = await mkdtemp(join(tmpdir(), 'azdo-console-'))
  const pages = join(folder, 'web')
  await mkdir(join(pages, 'assets'), { recursive: true })
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>the page</title>')
  await writeFile(join(pages, 'assets/index-1a2b3c4d.js'), 'export const one = 1\n')
  await writeFile(join(folder, 'beside.js'), 'not for everyone')
  const app = await openApp({ home: join(folder, 'home') })
  const clock = { now: Date.now() }
  const links: string[] = []
  const gateway = {
    host: '127.0.0.1',
    port: 5555,
    database: 'azdo',
    user: 'azdo',
    password: 'the-role-password',
    sessions: () => [],
    cancel: () => undefined,
  }
  const console = await openConsole({
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    pages,
    gateway,
    profiles: app.profiles,
    events: app.events,
    credential: app.credential,
    forgetToken: app.forgetToken,
    test: app.test,
    tables: app.tables,
    projects: () => Promise.resolve([]),
    onLink: (link) => links.push(link),
    now: () => clock.now,
  })
  onTestFinished(async () => {
    await console.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { app, console, clock, links, origin: new URL(console.url).origin }
}
