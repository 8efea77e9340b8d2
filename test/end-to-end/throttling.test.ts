import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AzdoEvent } from '../../src/events/events.js'
import { startSystem, type System } from './system.js'

const workItems = 20_000
let system: System
const events: AzdoEvent[] = []
beforeAll(async () => {
  // Reading every item costs about 43 of them: the last tenth is asked for as the service's headers say.
  system = await startSystem({ workItems, rateLimit: 48 })
  system.app.events.subscribe((event) => events.push(event))
}, 60_000)
afterAll(() => system.close())

test('reads of two sessions near the limit share its budget, and both are whole', async () => {
  const [one, other] = [await system.client(), await system.client()]
  const [low, high] = await Promise.all([
    one.query<{ count: string }>('select count(title) from work_items where id <= 11000'),
    other.query<{ count: string }>('select count(title) from work_items where id > 11000'),
  ])
  expect(Number(low.rows[0]!.count) + Number(high.rows[0]!.count)).toBe(workItems)
  const statuses = (await system.requests()).map(({ status }) => status)
  expect(statuses.length).toBeGreaterThan(workItems / 200)
  expect(statuses.filter((status) => status === 429).length).toBeLessThanOrEqual(2)
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'rest.throttled',
      connection: 'box',
      resource: 'WorkItemTrackingResource',
    }),
  )
}, 120_000)
