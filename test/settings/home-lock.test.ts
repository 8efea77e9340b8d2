import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { withLock } from '../../src/settings/home-lock.js'
import { temporaryHome } from './temporary-home.js'

test('callers of one process take turns in the order they came', async () => {
  const home = await temporaryHome()
  const steps: string[] = []
  const turn = (n: number): Promise<number> =>
    withLock(home, 'turns', async () => {
      steps.push(`in ${n}`)
      await new Promise((done) => setTimeout(done, 5))
      steps.push(`out ${n}`)
      return n
    })
  expect(await Promise.all([1, 2, 3, 4].map(turn))).toEqual([1, 2, 3, 4])
  expect(steps).toEqual([1, 2, 3, 4].flatMap((n) => [`in ${n}`, `out ${n}`]))
})

test('locks of different names do not wait for each other', async () => {
  const home = await temporaryHome()
  expect(await withLock(home, 'a', () => withLock(home, 'b', async () => 'both'))).toBe('both')
})

test('a failure inside is passed on and lets go of the lock', async () => {
  const home = await temporaryHome()
  await expect(withLock(home, 'a', () => Promise.reject(new Error('inside')))).rejects.toThrow('inside')
  expect(await withLock(home, 'a', async () => 'next')).toBe('next')
})

test('a lock held by another process is waited for', async () => {
  const home = await temporaryHome()
  await mkdir(home)
  const note = join(home, 'note')
  const child = spawn(process.execPath, ['-e', holder], {
    env: {
      ...process.env,
      LOCK: join(home, 'a.lock'),
      NOTE: note,
      LIBRARY: createRequire(import.meta.url).resolve('proper-lockfile'),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const seen = withLock(home, 'a', () => readFile(note, 'utf8'))
  await new Promise((done) => setTimeout(done, 100))
  child.stdin.end()
  expect(await seen).toBe('written while holding the lock')
})

test('a lock whose holder was killed is taken over', async () => {
  const home = await temporaryHome()
  await mkdir(join(home, 'a.lock'), { recursive: true })
  const past = new Date(Date.now() - 60_000)
  await utimes(join(home, 'a.lock'), past, past)
  expect(await withLock(home, 'a', async () => 'mine')).toBe('mine')
})

test('a home that cannot be used is reported as such', async () => {
  const home = await temporaryHome()
  await writeFile(home, '')
  await expect(withLock(home, 'a', async () => 1)).rejects.toMatchObject({ code: 'HOME_UNUSABLE' })
})

/** Takes the lock, says so, and when its input ends writes a note, lets go and ends. */
const holder = `
const { lock } = require(process.env.LIBRARY)
lock(process.env.LOCK, { realpath: false, lockfilePath: process.env.LOCK }).then((release) => {
  process.stdin.resume().on('end', async () => {
    require('node:fs').writeFileSync(process.env.NOTE, 'written while holding the lock')
    await release()
  })
  console.log('held')
})`
