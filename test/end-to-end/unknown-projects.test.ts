import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'

/** To the service a project that does not exist is an error (TF51011, facts 5.1); to SQL it has no rows. */
describe('work items of a project that does not exist', () => {
  let system: System
  let client: pg.Client
  const count = async (condition: string) => {
    const { rows } = await client.query<{ n: string }>(
      `select count(*) as n, max(id) from work_items where ${condition}`,
    )
    return Number(rows[0]!.n)
  }
  beforeAll(async () => {
    system = await startSystem({ projects: 2, workItems: 60 })
    client = await system.client()
  })
  afterAll(() => system?.close())

  it.each(['with nothing held', 'with all rows held'])(
    'are no rows, alone or in a list, %s',
    async (held) => {
      if (held === 'with all rows held') await count('true')
      expect(await count(`project = 'Nowhere'`)).toBe(0)
      expect(await count(`project = 'Fabrikam Fiber '`)).toBe(0)
      expect(await count(`project in ('Nowhere', 'Elsewhere')`)).toBe(0)
      const own = await count(`project in ('Nowhere', 'Fabrikam Fiber')`)
      expect(own).toBeGreaterThan(0)
      expect(await count(`project = 'Fabrikam Fiber'`)).toBe(own)
    },
  )
})
