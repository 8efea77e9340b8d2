import { expect, it } from 'vitest'
import { afterEvent, noHealth } from '../../../web/src/health/health-state.js'
import { sparkline } from '../../../web/src/health/sparkline.js'

const point = (at: number, remaining?: number) => ({
  at: `2026-01-31T08:00:0${at}.000Z`,
  ...(remaining !== undefined && { remaining, limit: 200 }),
  waitMs: 0,
})

it('follows the lines of the stream', () => {
  const error = { at: '2026-01-31T08:00:00Z', code: 'X', message: 'x' }
  let health = afterEvent(noHealth, {
    health: { sessions: [], throttle: { box: [point(0, 200)] }, errors: [] },
  })
  for (const remaining of [150, 100])
    health = afterEvent(health, { throttle: { connection: 'box', ...point(1, remaining) } })
  health = afterEvent(health, { throttle: { connection: 'other', ...point(1) } })
  health = afterEvent(health, { error })
  expect(afterEvent(health, { alive: true })).toBe(health)
  expect(health).toEqual({
    sessions: [],
    throttle: { box: [point(0, 200), point(1, 100)], other: [point(1)] },
    errors: [error],
  })
})

it('keeps a bounded number of points and errors', () => {
  let health = noHealth
  for (let at = 0; at < 300; at++) {
    health = afterEvent(health, { throttle: { connection: 'box', ...point(1, at), at: String(at) } })
    health = afterEvent(health, { error: { at: '', code: String(at), message: '' } })
  }
  expect([health.throttle['box']?.length, health.errors.length, health.errors.at(-1)?.code]).toEqual([
    120,
    50,
    '299',
  ])
})

it('draws what is left of the budget, and nothing where no limit was told', () => {
  const size = { width: 100, height: 40 }
  expect(sparkline([point(0), point(1)], size)).toBeUndefined()
  expect(sparkline([point(0, 200), point(1, 100), point(2, 0)], size)?.line).toBe(
    'M0.0 0.0L50.0 20.0L100.0 40.0',
  )
  expect(sparkline([point(0, 100)], size)?.line).toBe('M0 20.0L100.0 20.0')
})
