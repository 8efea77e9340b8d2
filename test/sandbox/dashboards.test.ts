import { beforeAll, describe, expect, test } from 'vitest'
import { client, type Client, type Json } from './devops-client.js'

const at = '/Fabrikam%20Fiber/Fabrikam%20Fiber%20Team/_apis/dashboard/dashboards'
const v = 'api-version=7.1-preview.3'
const w = 'api-version=7.1-preview.2'
const json = { 'content-type': 'application/json' }
const widget = {
  name: 'Größe',
  contributionId: 'ms.vss-dashboards-web.x',
  size: { rowSpan: 1, columnSpan: 2 },
}
let box: Client
beforeAll(() => {
  box = client({ seed: 5, projects: 2, workItems: 50 })
})

const send = (method: string, path: string, body: unknown, more: Record<string, string> = {}) =>
  box.send(method, path, { ...json, ...more }, JSON.stringify(body))
const created = async (name: string) => (await send('POST', `${at}?${v}`, { name, widgets: [widget] })).body

describe('dashboards', () => {
  test('of a team are its own; without a team those of the project and all its teams', async () => {
    const team = await box.get(`${at}?${v}`)
    const project = await box.get(`/Fabrikam%20Fiber/_apis/dashboard/dashboards?${v}`)
    expect(team.body.value.every(({ dashboardScope }: Json) => dashboardScope === 'project_Team')).toBe(true)
    expect(project.body.count).toBeGreaterThan(team.body.count)
    expect(project.body.value.some(({ dashboardScope }: Json) => dashboardScope === 'project')).toBe(true)
    expect(team.body.value[0]).not.toHaveProperty('widgets')
  })

  test('need a preview version', async () => {
    const answer = await box.get(`${at}?api-version=7.1`)
    expect(answer.body.typeKey).toBe('VssInvalidPreviewVersionException')
  })

  test('have names that are there once in a team', async () => {
    await created('Doppelt')
    expect((await send('POST', `${at}?${v}`, { name: 'doppelt' })).status).toBe(409)
    expect((await send('POST', `${at}?${v}`, { name: ' ' })).status).toBe(400)
  })

  test('are replaced as a whole, unless they changed since they were read', async () => {
    const { id, eTag, widgets } = await created('Ganz')
    const path = `${at}/${id}?${v}`
    const body = { name: 'Neu', eTag, widgets: [{ ...widgets[0], name: 'Anders' }, widget] }
    const replaced = await send('PUT', path, body)
    expect(replaced.body).toMatchObject({ name: 'Neu', widgets: [{ id: widgets[0].id, name: 'Anders' }, {}] })
    expect((await send('PUT', path, body)).status).toBe(409)
    expect((await box.send('DELETE', path, {})).status).toBe(204)
    expect((await box.get(path)).body.typeKey).toBe('DashboardDoesNotExistException')
  })
})

describe('widgets', () => {
  test('move their dashboard’s eTag on, which the list carries in its header', async () => {
    const { id } = await created('Zähler')
    const before = await box.get(`${at}/${id}/widgets?${w}`)
    const added = await send('POST', `${at}/${id}/widgets?${w}`, widget)
    const after = await box.get(`${at}/${id}/widgets?${w}`)
    expect(after.body.count).toBe(before.body.count + 1)
    expect(after.headers?.etag).not.toBe(before.headers?.etag)
    expect(`"${added.body.dashboard.eTag}"`).toBe(after.headers?.etag)
    const stale = await send('PUT', `${at}/${id}/widgets?${w}`, [widget], {
      etag: String(before.headers?.etag),
    })
    expect(stale.status).toBe(409)
    const fresh = await send('PUT', `${at}/${id}/widgets?${w}`, [widget], {
      etag: String(after.headers?.etag),
    })
    expect(fresh.body.count).toBe(1)
  })

  test('keep what a change leaves out, but not what a replacement leaves out', async () => {
    const { id, widgets } = await created('Teile')
    const path = `${at}/${id}/widgets/${widgets[0].id}?${w}`
    await send('PATCH', path, { settings: '{"a":1}' })
    expect((await send('PATCH', path, { name: 'Neu' })).body).toMatchObject({
      name: 'Neu',
      settings: '{"a":1}',
    })
    expect((await send('PUT', path, { name: 'Neu' })).body).toMatchObject({ name: 'Neu', settings: null })
  })
})
