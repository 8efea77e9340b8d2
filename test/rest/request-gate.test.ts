import { expect, test } from 'vitest'
import { createRequestGate } from '../../src/rest/request-gate.js'

/** A piece of work that ends when told to. */
function openWork(): { run: () => Promise<void>; started: Promise<void>; end: () => void } {
  let begin = (): void => {}
  let end = (): void => {}
  const started = new Promise<void>((resolve) => (begin = resolve))
  const ended = new Promise<void>((resolve) => (end = resolve))
  return { run: () => (begin(), ended), started, end }
}

test('waiting work starts in the order it came', async () => {
  const gate = createRequestGate(1)
  const first = openWork()
  const order: number[] = []
  const all = [gate.run(first.run), ...[1, 2, 3].map((n) => gate.run(async () => void order.push(n)))]
  await first.started
  expect(order).toEqual([])
  first.end()
  await Promise.all(all)
  expect(order).toEqual([1, 2, 3])
})

test('work that fails gives its place to the next', async () => {
  const gate = createRequestGate(1)
  await expect(gate.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await gate.run(async () => 'next')).toBe('next')
})

test('who gives up waiting leaves the queue, and keeps no place', async () => {
  const gate = createRequestGate(1)
  const first = openWork()
  const running = gate.run(first.run)
  const abort = new AbortController()
  const waiting = gate.run(async () => 'never', abort.signal)
  abort.abort(new Error('given up'))
  await expect(waiting).rejects.toThrow('given up')
  first.end()
  await running
  expect(await gate.run(async () => 'after')).toBe('after')
})

test('nothing starts during a pause', async () => {
  const gate = createRequestGate(2)
  gate.pause(30)
  const since = performance.now()
  await gate.run(async () => {})
  expect(performance.now() - since).toBeGreaterThanOrEqual(29)
})

test('a pause can be given up, and keeps no place', async () => {
  const gate = createRequestGate(1)
  gate.pause(100_000)
  const abort = new AbortController()
  const waiting = gate.run(async () => 'never', abort.signal)
  abort.abort()
  await expect(waiting).rejects.toThrow()
  const again = gate.run(async () => 'never', AbortSignal.timeout(1))
  await expect(again).rejects.toThrow()
})
