import { expect, test } from 'vitest'
import type { Pace } from '../../src/rest/pace.js'
import { createRequestGate, type RequestGate } from '../../src/rest/request-gate.js'
import { virtualClock } from './virtual-clock.js'

/** A piece of work that ends when told to. */
function openWork(): { run: () => Promise<void>; started: Promise<void>; end: () => void } {
  let begin = (): void => {}
  let end = (): void => {}
  const started = new Promise<void>((resolve) => (begin = resolve))
  const ended = new Promise<void>((resolve) => (end = resolve))
  return { run: () => (begin(), ended), started, end }
}
const good: Pace = { throttled: false, waitMs: 0, share: 1, spacingMs: 0, resource: undefined }
const turnOfEvents = () => new Promise((resolve) => setImmediate(resolve))

/** Requests that wait behind those under way, until the test is over. */
function fill(gate: RequestGate, count: number): { running: () => number; end: () => Promise<unknown> } {
  let running = 0
  const works = Array.from({ length: count }, openWork)
  const all = works.map((work) => gate.run(() => (running++, work.run())))
  return {
    running: () => running,
    end: () => {
      for (const work of works) work.end()
      return Promise.all(all)
    },
  }
}

test('waiting work of one statement starts in the order it came', async () => {
  const gate = createRequestGate({ most: 1 })
  const first = openWork()
  const order: number[] = []
  const all = [gate.run(first.run), ...[1, 2, 3].map((n) => gate.run(async () => void order.push(n)))]
  await first.started
  expect(order).toEqual([])
  first.end()
  await Promise.all(all)
  expect(order).toEqual([1, 2, 3])
})

test('statements take turns', async () => {
  const gate = createRequestGate({ most: 1 })
  const first = openWork()
  const order: string[] = []
  const [large, small] = [{}, {}]
  const noting = (name: string) => async () => void order.push(name)
  const all = [
    gate.run(first.run, { statement: large }),
    ...[1, 2, 3, 4].map((n) => gate.run(noting(`large ${n}`), { statement: large })),
    ...[1, 2].map((n) => gate.run(noting(`small ${n}`), { statement: small })),
  ]
  await first.started
  first.end()
  await Promise.all(all)
  expect(order).toEqual(['large 1', 'small 1', 'large 2', 'small 2', 'large 3', 'large 4'])
})

test('work that fails gives its place to the next', async () => {
  const gate = createRequestGate({ most: 1 })
  await expect(gate.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await gate.run(async () => 'next')).toBe('next')
})

test('who gives up waiting leaves the queue, and keeps no place', async () => {
  const gate = createRequestGate({ most: 1 })
  const first = openWork()
  const running = gate.run(first.run)
  const abort = new AbortController()
  const waiting = gate.run(async () => 'never', { signal: abort.signal })
  abort.abort(new Error('given up'))
  await expect(waiting).rejects.toThrow('given up')
  first.end()
  await running
  expect(await gate.run(async () => 'after')).toBe('after')
})

test('nothing starts during a pause, and everybody hears of it once', async () => {
  const { clock, slept } = virtualClock()
  const told: string[] = []
  const gate = createRequestGate({
    most: 2,
    clock,
    onPause: (ms, resource) => told.push(`all ${ms} ${resource}`),
  })
  const before = clock.now()
  gate.heard({ ...good, throttled: true, waitMs: 30_000, resource: 'Services' }, before)
  gate.heard({ ...good, throttled: true, waitMs: 30_000, resource: 'Services' }, before)
  const statement = {}
  const onPause = (ms: number): void => void told.push(`statement ${Math.round(ms / 1000)}`)
  const starts = await Promise.all(
    [1, 2, 3].map(() => gate.run(async () => clock.now(), { statement, onPause })),
  )
  for (const start of starts) expect(start - before).toBeGreaterThanOrEqual(30_000)
  expect(told).toEqual(['all 30000 Services', 'statement 30'])
  expect(slept.length).toBe(1)
})

test('a pause can be given up, and keeps no place', async () => {
  const gate = createRequestGate({ most: 1 })
  gate.heard({ ...good, throttled: true, waitMs: 100_000 }, performance.now())
  for (const attempt of ['first', 'second']) {
    const abort = new AbortController()
    const waiting = gate.run(async () => 'never', { signal: abort.signal })
    abort.abort(new Error(attempt))
    await expect(waiting).rejects.toThrow(attempt)
  }
})

test('more are let through while requests wait and answers are quick, up to the most', async () => {
  const { clock } = virtualClock()
  const gate = createRequestGate({ most: 10, clock })
  expect(gate.width).toBe(8)
  gate.heard(good, clock.now())
  expect(gate.width, 'nobody waits').toBe(8)
  const load = fill(gate, 20)
  await turnOfEvents()
  expect(load.running()).toBe(8)
  gate.heard(good, clock.now() - 5_000)
  expect(gate.width, 'the answer was slow').toBe(8)
  for (let i = 0; i < 5; i++) gate.heard(good, clock.now())
  expect(gate.width).toBe(10)
  await load.end()
})

test('throttling halves the number once a round; then it grows by one a round', async () => {
  const { clock } = virtualClock()
  const gate = createRequestGate({ most: 8, clock })
  const load = fill(gate, 20)
  const round = clock.now() - 1
  const throttled = { ...good, throttled: true }
  for (let i = 0; i < 8; i++) gate.heard(throttled, round)
  expect(gate.width).toBe(4)
  await clock.sleep(10)
  gate.heard(throttled, clock.now())
  expect(gate.width).toBe(2)
  for (let i = 0; i < 2; i++) gate.heard(good, clock.now())
  expect(gate.width).toBe(2)
  gate.heard(good, clock.now())
  expect(gate.width).toBe(3)
  await load.end()
})

test('the less remains of the budget, the fewer at once and the further apart', async () => {
  const { clock } = virtualClock()
  const gate = createRequestGate({ most: 8, clock })
  gate.heard({ ...good, share: 0.5, spacingMs: 0 }, clock.now())
  expect(gate.width).toBe(4)
  gate.heard({ ...good, share: 0.01, spacingMs: 400 }, clock.now())
  expect(gate.width).toBe(1)
  const before = clock.now()
  const starts = await Promise.all([1, 2, 3].map(() => gate.run(async () => clock.now() - before)))
  expect(starts[1]).toBeGreaterThanOrEqual(400)
  expect(starts[2]).toBeGreaterThanOrEqual(800)
  gate.heard(good, clock.now())
  expect(gate.width).toBe(8)
})
