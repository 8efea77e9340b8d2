import { beforeAll, describe, expect, test } from 'vitest'
import { createHooks } from '../../sandbox/data/hooks/hooks.js'
import { client, type Client, type Json } from './devops-client.js'

const v = 'api-version=7.1'
const at = '/_apis/hooks'
let box: Client
beforeAll(() => {
  box = client({ seed: 5, projects: 3, workItems: 50 })
})
const described = () => ({
  publisherId: 'tfs',
  eventType: 'git.push',
  consumerId: 'webHooks',
  consumerActionId: 'httpRequest',
  publisherInputs: { projectId: box.organization.projects[0]?.id },
  consumerInputs: { url: 'https://hooks.example/größe', basicAuthPassword: 'secret' },
})

describe('subscriptions', () => {
  test('are created, found by what they listen to, changed and deleted', async () => {
    const made = await box.post(`${at}/subscriptions?${v}`, described())
    const found = await box.get(`${at}/subscriptions?eventType=git.push&consumerId=webHooks&${v}`)
    expect(found.body.value.map(({ id }: Json) => id)).toContain(made.body.id)
    const path = `${at}/subscriptions/${made.body.id}?${v}`
    const text = JSON.stringify({ ...made.body, eventType: 'build.complete', status: 'disabledByUser' })
    const changed = await box.send('PUT', path, { 'content-type': 'application/json' }, text)
    expect(changed.body).toMatchObject({ eventType: 'build.complete', status: 'disabledByUser' })
    const stored = box.organization.part(createHooks).subscriptions.get(made.body.id)
    expect(stored?.consumerInputs.basicAuthPassword).toBe('secret')
    expect(JSON.stringify(changed.body)).not.toContain('"secret"')
    await box.send('DELETE', path, {})
    expect((await box.get(path)).status).toBe(404)
  })

  test.each([
    ['an event type there is not', { eventType: 'git.fetch' }, 404],
    ['a consumer there is not', { consumerId: 'pigeon' }, 404],
    ['no address to send to', { consumerInputs: {} }, 400],
    [
      'an action that cannot take the event',
      { consumerId: 'zendesk', consumerActionId: 'createPrivateComment' },
      400,
    ],
    [
      'a project there is not',
      { publisherInputs: { projectId: 'b0000000-0000-4000-8000-000000000000' } },
      400,
    ],
  ])('with %s are refused', async (_title, change, status) => {
    expect((await box.post(`${at}/subscriptions?${v}`, { ...described(), ...change })).status).toBe(status)
  })

  test('can be queried by their inputs', async () => {
    const [project] = box.organization.projects
    const conditions = [{ inputId: 'projectId', operator: 'equals', inputValue: project?.id }]
    const { body } = await box.post(`${at}/subscriptionsquery?${v}`, {
      publisherInputFilters: [{ conditions }],
    })
    expect(body.results.length).toBeGreaterThan(0)
    for (const one of body.results) expect(one.publisherInputs.projectId).toBe(project?.id)
  })
})

describe('notifications', () => {
  test('come newest first, 100 unless more are asked for, and by result', async () => {
    const [first] = box.organization.part(createHooks).subscriptions.values()
    const path = `${at}/subscriptions/${first?.id}/notifications`
    const usual = await box.get(`${path}?${v}`)
    const dates = usual.body.value.map(({ createdDate }: Json) => Date.parse(createdDate))
    expect(usual.body.count).toBe(100)
    expect(dates).toEqual([...dates].sort((a, b) => b - a))
    expect((await box.get(`${path}?maxResults=500&${v}`)).body.count).toBe(first?.notifications.length)
    const failed = await box.get(`${path}?result=failed&${v}`)
    expect(failed.body.value.every(({ result }: Json) => result === 'failed')).toBe(true)
  })
})
