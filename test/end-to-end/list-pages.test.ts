import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeService, type ServiceChanges } from './change-service.js'
import { rawService, type Json, type RawService } from './raw-service.js'
import { startServiceProxy, type ServiceProxy } from './service-proxy.js'
import { settleSandbox } from './settled-sandbox.js'
import { startSystem, type System } from './system.js'

/** Test runs come in pages of 100, by `$top` and `$skip`. */
describe('a list that changes while it is read, page by page', () => {
  let system: System
  let proxy: ServiceProxy
  let service: ServiceChanges
  let raw: RawService
  let client: pg.Client
  const path = 'Fabrikam Fiber/_apis/test/runs'
  const list = async (): Promise<number[]> =>
    (await raw.bySkip('/Fabrikam Fiber/_apis/test/runs', 100)).map(({ id }: Json) => id as number)
  const remove = (id: number) => service.send('DELETE', `${path}/${id}`)
  const add = () => service.send('POST', path, { name: 'Made meanwhile' })
  const resize = async (size: number) => {
    const ids = await list()
    for (const id of ids.slice(size)) await remove(id)
    for (let count = ids.length; count < size; count++) await add()
  }
  const read = async () =>
    (
      await client.query<{ id: number }>(
        "select id from test_runs where project = 'Fabrikam Fiber' order by id",
      )
    ).rows.map(({ id }) => id)
  /** Calls `then` before each page after the first; tells the pages asked for. */
  const between = (then: (page: number) => Promise<unknown>) => {
    const skips: number[] = []
    proxy.before = async (address) => {
      const skip = /test\/runs\?.*\$skip=(\d+)/.exec(address)?.[1]
      if (skip === undefined) return
      skips.push(Number(skip))
      if (Number(skip) > 0) await then(skips.length - 1)
    }
    return skips
  }

  beforeAll(async () => {
    system = await startSystem({ workItems: 100, projects: 2 })
    const { info } = system.sandbox
    await settleSandbox(info)
    proxy = await startServiceProxy(info.url)
    await system.app.profiles.edit('box', { Url: proxy.url })
    service = changeService(info)
    raw = rawService(info)
    client = await system.client()
    await resize(150)
  })
  afterAll(async () => {
    await system?.close()
    await proxy?.close()
  })
  beforeEach(() => {
    proxy.before = () => undefined
  })

  it('is asked for page by page, each from the last row of the one before', async () => {
    const skips = between(() => Promise.resolve())
    expect(await read()).toEqual((await list()).sort((a, b) => a - b))
    expect(skips).toEqual([0, 99])
  })

  it('loses no row when others go from the pages that were read', async () => {
    const before = await list()
    const skips = between((page) => (page === 1 ? remove(before[3]!) : Promise.resolve()))
    const rows = await read()
    const after = await list()
    expect(after).toHaveLength(before.length - 1)
    expect(rows.filter((id) => id !== before[3])).toEqual(after.sort((a, b) => a - b))
    expect(skips).toEqual([0, 99, 0, 99])
    expect(await read()).toEqual(after)
  })

  it('is not begun again when rows go that are still to come, or come at its end', async () => {
    const before = await list()
    const skips = between(() => Promise.all([remove(before.at(-5)!), add()]))
    expect(await read()).toEqual((await list()).sort((a, b) => a - b))
    expect(skips).toEqual([0, 99])
  })

  it('that never rests is an error, and the next read is right', async () => {
    const before = await list()
    let at = 0
    between(() => remove(before[at++]!))
    await expect(read()).rejects.toMatchObject({
      code: '40001',
      message: expect.stringContaining('the list changed each of the 4 times'),
    })
    proxy.before = () => undefined
    await resize(120)
    expect(await read()).toEqual((await list()).sort((a, b) => a - b))
  })

  it('costs one call when it fits a page', async () => {
    await resize(90)
    const skips = between(() => Promise.resolve())
    expect(await read()).toHaveLength(90)
    expect(skips).toEqual([0])
  })
})
