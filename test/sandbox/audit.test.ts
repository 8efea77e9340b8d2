import { beforeAll, describe, expect, test } from 'vitest'
import { createAuditLog } from '../../sandbox/data/audit/audit-log.js'
import { client, type Client, type Json } from './devops-client.js'

const v = 'api-version=7.1-preview.1'
const at = '/_apis/audit'
let box: Client
beforeAll(() => {
  box = client({ seed: 5, projects: 3, workItems: 50 })
})
const entries = () => box.organization.part(createAuditLog).entries

/** All entries by the token in the body. */
async function readAll(query: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = []
  let pages = 0
  let token: string | null = null
  let more: boolean
  do {
    const next: string = token === null ? '' : `&continuationToken=${encodeURIComponent(token)}`
    const { body } = await box.get(`${at}/auditlog?${query}${next}&${v}`)
    ids.push(...body.decoratedAuditLogEntries.map(({ id }: Json) => id))
    token = body.continuationToken
    more = body.hasMore
    pages++
  } while (more)
  return { ids, pages }
}

describe('the audit log', () => {
  test('goes on by a token in the body until hasMore is false, newest first, each entry once', async () => {
    const { ids, pages } = await readAll('batchSize=500')
    expect(pages).toBe(Math.ceil(entries().length / 500))
    expect(ids).toEqual(entries().map(({ id }) => id))
    expect(ids).toEqual([...ids].sort().reverse())
  })

  test('can be asked for a stretch of time', async () => {
    const middle = entries()[1000]!.at
    const from = new Date(middle - 3_600_000).toISOString()
    const to = new Date(middle).toISOString()
    const { ids } = await readAll(`startTime=${from}&endTime=${to}`)
    const expected = entries().filter(({ at: time }) => time >= middle - 3_600_000 && time <= middle)
    expect(ids).toEqual(expected.map(({ id }) => id))
    expect(ids.length).toBeGreaterThan(0)
  })

  test('names people and projects that exist', async () => {
    const { body } = await box.get(`${at}/auditlog?batchSize=300&${v}`)
    const { people, projects } = box.organization
    for (const entry of body.decoratedAuditLogEntries) {
      expect(people.find(({ id }) => id === entry.actorUserId)?.displayName).toBe(entry.actorDisplayName)
      if (entry.projectName !== '')
        expect(projects.find(({ id }) => id === entry.projectId)?.name).toBe(entry.projectName)
    }
  })

  test('refuses a token it did not give', async () => {
    expect((await box.get(`${at}/auditlog?continuationToken=abc&${v}`)).status).toBe(400)
  })

  test('comes as a file with a row for each entry', async () => {
    const csv = await box.get(`${at}/downloadlog?format=csv&${v}`)
    expect(String(csv.content).split('\r\n').length).toBe(entries().length + 1)
    const json = await box.get(`${at}/downloadlog?format=json&${v}`)
    expect(JSON.parse(String(json.content)).length).toBe(entries().length)
  })
})

describe('streams of the audit log', () => {
  test('never show their secret, and keep it when it is sent back hidden', async () => {
    const { body } = await box.get(`${at}/streams/1?${v}`)
    expect(body.consumerInputs.SplunkEventCollectorToken).toMatch(/^\*+$/)
    const text = JSON.stringify({
      ...body,
      consumerInputs: { ...body.consumerInputs, SplunkUrl: 'https://new.example' },
    })
    await box.send('PUT', `${at}/streams?${v}`, { 'content-type': 'application/json' }, text)
    const stored = box.organization.part(createAuditLog).streams.get(1)
    expect(stored?.consumerInputs).toEqual({
      SplunkUrl: 'https://new.example',
      SplunkEventCollectorToken: 'secret',
    })
  })

  test('can be switched off, and need all inputs of their kind', async () => {
    const off = await box.send('PUT', `${at}/streams/1?status=disabledByUser&${v}`, {})
    expect(off.body.status).toBe('disabledByUser')
    const bare = await box.post(`${at}/streams?daysToBackfill=0&${v}`, { consumerType: 'Splunk' })
    expect(bare.status).toBe(400)
  })
})
