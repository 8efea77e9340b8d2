import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventLine, health, type Health } from '../../src/console/api-schema.js'
import { startConsoleSystem, type ConsoleSystem } from './console-system.js'

let system: ConsoleSystem
beforeAll(async () => {
  system = await startConsoleSystem({ projects: 2, workItems: 100 })
})
afterAll(() => system?.close())

const healthNow = async (): Promise<Health> => health.parse(await system.browser.json('/health'))
const sessionOf = async (application: string) =>
  (await healthNow()).sessions.find((each) => each.application === application)

describe('health', () => {
  it('shows the sessions with what they run, and cancels that', async () => {
    const client = await system.client({ application_name: 'report <b>' })
    expect(await sessionOf('report <b>')).toMatchObject({ state: 'idle', user: system.gateway.user })
    await client.query('begin')
    expect(await sessionOf('report <b>')).toMatchObject({ state: 'in transaction' })
    const sleeping = client.query('select pg_sleep(600)').catch((error: { code: string }) => error.code)
    await expect
      .poll(() => sessionOf('report <b>'))
      .toMatchObject({
        state: 'running',
        statement: 'select pg_sleep(600)',
      })
    const { id, sinceMs } = (await sessionOf('report <b>'))!
    expect(sinceMs).toBeGreaterThanOrEqual(0)
    expect(await system.browser.json(`/sessions/${id}/statement`, { method: 'DELETE' })).toEqual({})
    expect(await sleeping).toBe('57014')
    expect(await sessionOf('report <b>')).toMatchObject({ id, state: 'in transaction' })
    expect(await sessionOf('report <b>')).not.toHaveProperty('statement')
    await client.end()
    await expect.poll(() => sessionOf('report <b>')).toBeUndefined()
    expect(await system.browser.json('/sessions/99999/statement', { method: 'DELETE' })).toEqual({})
  })

  it('shows what is left of the budget of a connection', async () => {
    const client = await system.client()
    await client.query('select count(title) from work_items')
    // The service speaks of a budget only once it runs low.
    const address = `${system.sandbox.info.url}/_sandbox/rate-limit`
    const { used } = (await (await fetch(address)).json()) as { used: Record<string, number> }
    const tstu = Math.max(...Object.values(used)) / 0.9
    await fetch(address, { method: 'POST', body: JSON.stringify({ tstu }) })
    await client.query('select count(*) from projects')
    await fetch(address, { method: 'POST', body: JSON.stringify({ tstu: null }) })
    const { throttle } = await healthNow()
    expect(throttle['box']!.at(-1)).toMatchObject({
      limit: expect.any(Number),
      remaining: expect.any(Number),
      waitMs: expect.any(Number),
    })
    expect(throttle['box']!.at(-1)!.remaining).toBeLessThan(throttle['box']!.at(-1)!.limit!)
  })

  it('keeps the last errors', async () => {
    const client = await system.client()
    await expect(client.query("select * from rest('GET', 'https://elsewhere.example/')")).rejects.toThrow()
    await system.app.profiles.add('gone', {
      Auth: 'Pat',
      PersonalAccessToken: 'no-such-token',
      Organization: 'x',
      Url: 'http://127.0.0.1:1',
      RetryMode: 'None',
    })
    const other = await system.client()
    await expect(other.query('select * from gone.projects')).rejects.toThrow()
    const { errors } = await healthNow()
    expect(errors.at(-1)).toMatchObject({ code: 'SERVICE_UNREACHABLE', message: expect.any(String) })
    await system.app.profiles.remove('gone')
  })

  it('keeps the errors that PostgreSQL ended statements with, without their values', async () => {
    const client = await system.client({ application_name: 'report' })
    await expect(client.query("select 'h1dden'::int")).rejects.toThrow(/h1dden/)
    await expect(client.query('select nope from projects')).rejects.toThrow()
    const { id } = (await sessionOf('report'))!
    const errors = (await healthNow()).errors.filter(({ session }) => session === id)
    expect(errors).toMatchObject([
      { code: '22P02', message: 'invalid input syntax for type integer: "…"', application: 'report' },
      { code: '42703', message: 'column "nope" does not exist', application: 'report' },
    ])
    expect(Date.parse(errors[0]!.at)).not.toBeNaN()
  })

  it('keeps a failed read once, and no more than a hundred errors', async () => {
    const client = await system.client({ application_name: 'many' })
    await expect(client.query("select * from rest('GET', 'https://elsewhere.example/')")).rejects.toThrow()
    const { id } = (await sessionOf('many'))!
    const ofSession = async () => (await healthNow()).errors.filter(({ session }) => session === id)
    expect(await ofSession()).toHaveLength(1)
    for (let at = 0; at < 101; at++) await client.query('select nope').catch(() => undefined)
    expect(await ofSession()).toHaveLength(100)
  })

  it('is told as it changes', async () => {
    const leave = new AbortController()
    const seen: any[] = []
    const reading = (async () => {
      const asked = { method: 'GET', signal: leave.signal }
      for await (const line of system.browser.lines('/events', asked)) seen.push(eventLine.parse(line))
    })().catch(() => undefined)
    await expect.poll(() => seen[0]).toHaveProperty('health')
    const client = await system.client({ application_name: 'followed' })
    const followed = () =>
      seen.flatMap((line) => line.sessions ?? []).filter((each: any) => each.application === 'followed')
    await expect.poll(() => followed().at(-1)).toMatchObject({ state: 'idle' })
    const sleeping = client.query('select pg_sleep(600)').catch(() => undefined)
    await expect.poll(() => followed().at(-1)).toMatchObject({ state: 'running' })
    await system.browser.json(`/sessions/${followed().at(-1).id}/statement`, { method: 'DELETE' })
    await sleeping
    await expect.poll(() => followed().at(-1)).toMatchObject({ state: 'idle' })
    leave.abort()
    await reading
  })
})
