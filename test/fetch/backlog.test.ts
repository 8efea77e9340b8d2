import { describe, expect, it } from 'vitest'
import { createBacklog } from '../../src/fetch/backlog.js'

/** Work that ends when it is told. */
function openWork() {
  let end!: () => void
  let fail!: (error: Error) => void
  const promise = new Promise<void>((resolve, reject) => ([end, fail] = [resolve, reject]))
  return { run: () => promise, end, fail }
}

/** Whether a promise has ended, once everything that was ready has run. */
async function hasEnded(promise: Promise<unknown>): Promise<boolean> {
  let ended = false
  promise.then(
    () => (ended = true),
    () => (ended = true),
  )
  await new Promise((done) => setImmediate(done))
  return ended
}

describe('a backlog', () => {
  it('lets more be read while little waits, and has it wait once much does', async () => {
    const [one, two, three] = [openWork(), openWork(), openWork()]
    const backlog = createBacklog(100)
    expect(await hasEnded(backlog.add(60, one.run))).toBe(true)
    expect(await hasEnded(backlog.add(40, two.run))).toBe(true)
    const third = backlog.add(1, three.run)
    expect(await hasEnded(third)).toBe(false)
    two.end()
    expect(await hasEnded(third)).toBe(true)
    const ended = backlog.end()
    one.end()
    expect(await hasEnded(ended)).toBe(false)
    three.end()
    await ended
  })

  it('takes what is larger than all that may wait, once it is done', async () => {
    const work = openWork()
    const backlog = createBacklog(100)
    const added = backlog.add(1000, work.run)
    expect(await hasEnded(added)).toBe(false)
    work.end()
    await added
  })

  it('tells what went wrong with any work, to who waits and at its end, when nothing runs any more', async () => {
    const [failing, running] = [openWork(), openWork()]
    const backlog = createBacklog(100)
    await backlog.add(10, running.run)
    const added = backlog.add(100, failing.run)
    failing.fail(new Error('no row'))
    await expect(added).rejects.toThrow('no row')
    const ended = backlog.end()
    expect(await hasEnded(ended)).toBe(false)
    running.end()
    await expect(ended).rejects.toThrow('no row')
  })
})
