import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Answer, type Client, type Json } from './devops-client.js'

const project = '/Fabrikam%20Fiber/_apis/build'
const v = 'api-version=7.1'
const json = { 'content-type': 'application/json' }
let box: Client

beforeEach(() => {
  box = client({ seed: 1, projects: 2, workItems: 100 })
})

/** Lets the sandbox's clock go on; it stands still for what a test compares. */
function pass(seconds: number): void {
  box.clock.setOffset(box.clock.offsetMs + seconds * 1000)
}

const patch = (path: string, body: unknown, type = 'application/json'): Promise<Answer> =>
  box.send('PATCH', `${project}/${path}`, { 'content-type': type }, JSON.stringify(body))

const build = async (id: number): Promise<Json> => (await box.get(`${project}/builds/${id}`)).body

async function queue(body: Json = {}): Promise<Json> {
  const answer = await box.post(`${project}/builds?${v}`, { definition: { id: 1 }, ...body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}

const states = async (id: number): Promise<string[]> => {
  const { records } = (await box.get(`${project}/builds/${id}/timeline`)).body
  return records.map(({ state }: Json) => state)
}

describe('a build that is queued', () => {
  test('waits, runs and is completed as the clock goes on', async () => {
    const { id, status, reason, requestedFor, sourceVersion } = await queue({ parameters: '{"größe":"1"}' })
    expect([status, reason, requestedFor.id]).toEqual(['notStarted', 'manual', box.me.id])
    expect(sourceVersion).toMatch(/^[0-9a-f]{40}$/)
    expect(new Set(await states(id))).toEqual(new Set(['pending']))

    pass(30)
    const running = await build(id)
    expect(running.status).toBe('inProgress')
    expect(running).not.toHaveProperty('finishTime')
    expect(new Set(await states(id))).toEqual(new Set(['completed', 'inProgress', 'pending']))
    const logsBefore = (await box.get(`${project}/builds/${id}/logs`)).body.count

    pass(60)
    const done = await build(id)
    expect([done.status, done.result, done.parameters]).toEqual(['completed', 'succeeded', '{"größe":"1"}'])
    expect(Date.parse(done.finishTime) - Date.parse(done.startTime)).toBe(60_000)
    expect(new Set(await states(id))).toEqual(new Set(['completed']))
    expect((await box.get(`${project}/builds/${id}/logs`)).body.count).toBeGreaterThan(logsBefore)
    expect((await box.get(`${project}/builds/${id}/artifacts`)).body.count).toBe(1)

    pass(10_000)
    expect((await build(id)).finishTime).toBe(done.finishTime)
  })

  test('stands first in the list as soon as it has finished', async () => {
    const { id } = await queue()
    const first = async () => (await box.get(`${project}/builds?$top=1`)).body.value[0].id
    expect(await first()).not.toBe(id)
    pass(100)
    expect(await first()).toBe(id)
  })

  test('can be canceled while it runs', async () => {
    const { id } = await queue()
    pass(20)
    const answer = await patch(`builds/${id}?${v}`, { status: 'cancelling' })
    expect(answer.body.status).toBe('cancelling')
    pass(5)
    const done = await build(id)
    expect([done.status, done.result]).toEqual(['completed', 'canceled'])
    const { records } = (await box.get(`${project}/builds/${id}/timeline`)).body
    expect(records.some(({ result }: Json) => result === 'canceled')).toBe(true)
    expect((await patch(`builds/${id}?${v}`, { status: 'cancelling' })).status).toBe(400)
  })

  test('can be canceled before it starts, and then never started', async () => {
    const { id } = await queue()
    pass(1)
    await patch(`builds/${id}?${v}`, { status: 'Cancelling' })
    const done = await build(id)
    expect([done.status, done.result]).toEqual(['completed', 'canceled'])
    expect(done).not.toHaveProperty('startTime')
  })

  test('takes the branch, commit, priority and tags that are asked for', async () => {
    const branch = (await box.get(`${project}/builds?$top=1`)).body.value[0].sourceBranch
    const made = await queue({ sourceBranch: branch, priority: 'high', tags: ['größe'] })
    expect([made.sourceBranch, made.priority, made.tags]).toEqual([branch, 'high', ['größe']])
  })

  test('gets the next number of its day', async () => {
    const numbers = [await queue(), await queue()].map(({ buildNumber }) => buildNumber)
    const day = new Date(box.clock.now()).toISOString().slice(0, 10).replaceAll('-', '')
    expect(numbers).toEqual([`${day}.1`, `${day}.2`])
  })

  test.each<[what: string, body: Json, status: number]>([
    ['no definition', { definition: undefined }, 400],
    ['an unknown definition', { definition: { id: 99_999 } }, 404],
    ['an unknown branch', { sourceBranch: 'refs/heads/does not exist' }, 400],
    ['an unknown commit', { sourceVersion: 'f'.repeat(40) }, 400],
    ['parameters that are no JSON', { parameters: '{' }, 400],
    ['a disabled definition', { definition: { id: 8 } }, 400],
  ])('is refused with %s', async (_what, body, status) => {
    const answer = await box.post(`${project}/builds?${v}`, { definition: { id: 1 }, ...body })
    expect(answer.status, JSON.stringify(answer.body)).toBe(status)
    expect(answer.body.typeKey).toMatch(/Exception$/)
  })

  test('of a paused definition never starts', async () => {
    const { id } = await queue({ definition: { id: 10 } })
    pass(1000)
    expect((await build(id)).status).toBe('notStarted')
  })
})

describe('a finished build', () => {
  const failed = async (): Promise<Json> => {
    const { value } = (await box.get(`${project}/builds?resultFilter=failed&$top=50`)).body
    return value.find(({ validationResults }: Json) => validationResults.length === 0)
  }

  test('that failed can be run again', async () => {
    const { id } = await failed()
    const answer = await box.send('PATCH', `${project}/builds/${id}?retry=true&${v}`, json, '{}')
    expect(answer.body.status).toBe('inProgress')
    pass(61)
    expect((await build(id)).result).toBe('succeeded')
    expect((await box.send('PATCH', `${project}/builds/${id}?retry=true&${v}`, json, '{}')).status).toBe(400)
  })

  test('is kept by keepForever and can only be deleted without it', async () => {
    const { id } = await failed()
    await patch(`builds/${id}?${v}`, { keepForever: true })
    expect((await box.get(`${project}/builds/${id}/leases`)).body.value[0].ownerId).toBe(`User:${box.me.id}`)
    expect((await box.send('DELETE', `${project}/builds/${id}?${v}`, {})).status).toBe(400)
    await patch(`builds/${id}?${v}`, { keepForever: false })
    expect((await box.send('DELETE', `${project}/builds/${id}?${v}`, {})).status).toBe(204)
    expect((await build(id)).deleted).toBe(true)
    expect((await box.send('DELETE', `${project}/builds/${id}?${v}`, {})).status).toBe(404)
  })

  test('is unknown in another project', async () => {
    const { id } = await failed()
    const answer = await box.get(`/Contoso's%20Web%20Shop/_apis/build/builds/${id}`)
    expect([answer.status, answer.body.typeKey]).toEqual([404, 'BuildNotFoundException'])
  })

  test('has tags that are added and removed, whatever their case', async () => {
    const { id } = await failed()
    await box.send('PUT', `${project}/builds/${id}/tags/C%23%2B%2B?${v}`, {})
    const added = await box.post(`${project}/builds/${id}/tags?${v}`, ['Größe', 'größe'])
    expect(added.body.value).toEqual(expect.arrayContaining(['C#++', 'größe']))
    const left = await box.send('DELETE', `${project}/builds/${id}/tags/c%23%2B%2B?${v}`, {})
    expect(left.body.value).not.toContain('C#++')
    expect((await build(id)).tags).toEqual(left.body.value)
  })

  test('whose YAML was wrong has no timeline and says why', async () => {
    const { value } = (await box.get(`${project}/builds?resultFilter=failed&$top=1000`)).body
    const broken = value.find(({ validationResults }: Json) => validationResults.length > 0)
    expect((await box.get(`${project}/builds/${broken.id}/timeline`)).status).toBe(204)
    expect((await box.get(`${project}/builds/${broken.id}/logs`)).body.value).toEqual([])
    expect(broken.validationResults[0].result).toBe('error')
  })

  test('that failed has a record with an error, and what came after was skipped', async () => {
    const { id } = await failed()
    const { records } = (await box.get(`${project}/builds/${id}/timeline`)).body
    const byId = new Map<string, Json>(records.map((record: Json) => [record.id, record]))
    const wrong = records.find(({ type, result }: Json) => type === 'Task' && result === 'failed')
    expect(wrong.issues[0].type).toBe('error')
    expect(wrong.errorCount).toBe(1)
    for (const record of records) {
      if (record.parentId !== null) expect(byId.has(record.parentId)).toBe(true)
      if (record.result === 'skipped')
        expect([record.startTime, record.finishTime, record.log]).toEqual([null, null, null])
    }
    expect(byId.get(byId.get(wrong.parentId)!.parentId)!.result).toBe('failed')
  })

  test('gives logs as text, as lines in JSON, and in part', async () => {
    const { id } = await failed()
    const log = `${project}/builds/${id}/logs/1`
    const { lineCount } = (await box.get(`${project}/builds/${id}/logs`)).body.value[0]
    const text = await box.get(log)
    expect(text.headers?.['content-type']).toMatch(/^text\/plain/)
    const lines = String(text.content).split('\r\n').slice(0, -1)
    expect(lines.length).toBe(lineCount)
    const asJson = await box.get(log, { accept: 'application/json' })
    expect(asJson.body).toEqual({ count: lineCount, value: lines })
    const part = await box.get(`${log}?startLine=2&endLine=3`, { accept: 'application/json' })
    expect(part.body.value).toEqual(lines.slice(1, 3))
    expect((await box.get(`${project}/builds/${id}/logs/9999`)).status).toBe(404)
    expect((await box.get(`${project}/builds/${id}/logs?$format=zip`)).status).toBe(501)
  })

  test('has the commits since the one before it, page by page', async () => {
    const answers = await Promise.all(
      (await box.get(`${project}/builds?definitions=1&branchName=refs/heads/main&$top=20`)).body.value.map(
        ({ id }: Json) => box.get(`${project}/builds/${id}/changes?$top=1`),
      ),
    )
    const long = answers.find((answer) => answer.headers?.['x-ms-continuationtoken'])
    expect(long?.body.count).toBe(1)
    expect(long?.body.value[0]).toMatchObject({ type: 'TfsGit' })
  })

  test('has artifacts by name; an unknown one is 404', async () => {
    const { value } = (await box.get(`${project}/builds?resultFilter=succeeded&$top=50`)).body
    for (const { id } of value.slice(0, 5)) {
      const all = (await box.get(`${project}/builds/${id}/artifacts`)).body.value
      for (const { name } of all) {
        const one = await box.get(
          `${project}/builds/${id}/artifacts?artifactName=${encodeURIComponent(name)}`,
        )
        expect(one.body.name).toBe(name)
      }
    }
    const none = await box.get(`${project}/builds/${value[0].id}/artifacts?artifactName=none`)
    expect([none.status, none.body.typeKey]).toEqual([404, 'ArtifactNotFoundException'])
  })
})
