import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lock } from 'proper-lockfile'
import { AzdoError } from '../errors/azdo-error.js'
import { ensureHome, homeUnusable } from './home-folder.js'

/** A lock whose holder gave no sign of life for this long is taken over: its process was killed. */
const staleMs = 10_000

/** How long to wait for another process before giving up. */
const waitMs = 60_000

/** The last holder or waiter of each lock in this process. */
const queues = new Map<string, Promise<void>>()

/**
 * Runs `run` while no other caller, in this process or another one, holds the lock of that name in this home.
 * Callers of one process take turns in the order they came. Not reentrant: a `run` that asks for its own lock waits
 * for ever. Gives back what `run` gives and throws what it throws. Error: HOME_UNUSABLE when the folder cannot be
 * used, or when another process does not let go of the lock within a minute.
 */
export async function withLock<T>(home: string, name: string, run: () => Promise<T>): Promise<T> {
  const path = join(resolve(home), `${name}.lock`)
  const before = queues.get(path) ?? Promise.resolve()
  let leave = (): void => {}
  const mine = new Promise<void>((done) => (leave = done))
  queues.set(path, mine)
  await before
  try {
    await ensureHome(home)
    const release = await take(path)
    try {
      return await run()
    } finally {
      await release()
    }
  } finally {
    if (queues.get(path) === mine) queues.delete(path)
    leave()
  }
}

async function take(path: string): Promise<() => Promise<void>> {
  const until = performance.now() + waitMs
  for (;;) {
    try {
      const release = await lock(path, {
        realpath: false,
        lockfilePath: path,
        stale: staleMs,
        // A machine that slept may find its lock taken over. Files are replaced as a whole, so nothing is broken by it.
        onCompromised: () => {},
      })
      return () => release().catch(() => {})
    } catch (thrown) {
      const held = thrown instanceof Error && 'code' in thrown && thrown.code === 'ELOCKED'
      if (!held) throw homeUnusable(path, thrown)
      if (performance.now() > until) {
        throw new AzdoError(
          'HOME_UNUSABLE',
          `Another azdo process has held ${path} for more than a minute.`,
          {
            hint: 'End that process, or wait until it is done.',
            cause: thrown,
          },
        )
      }
      await sleep(20 + Math.random() * 30)
    }
  }
}
