import { beforeEach, describe, expect, test } from 'vitest'
import { client, type Answer, type Client } from './devops-client.js'

const version = 'api-version=7.1'
const project = 'Fabrikam%20Fiber'
const nodes = `/${project}/_apis/wit/classificationnodes`
let box: Client

beforeEach(() => {
  box = client({ seed: 5, projects: 3, workItems: 300 })
})

function send(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  return box.send(method, `${nodes}/${path}`, headers, body === undefined ? '' : JSON.stringify(body))
}

const idsUnder = (path: string) =>
  box.ids(`SELECT [System.Id] FROM WorkItems WHERE [System.AreaPath] UNDER '${path}'`)

describe('areas and iterations', () => {
  test('a new area is there in later reads, with a path, links and an id of its own', async () => {
    const made = await send('POST', `areas/Backend?${version}`, { name: "Größe & 'Maß'" })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      name: "Größe & 'Maß'",
      structureType: 'area',
      hasChildren: false,
      path: "\\Fabrikam Fiber\\Area\\Backend\\Größe & 'Maß'",
    })
    expect(made.body._links.parent.href).toMatch(/\/Areas\/Backend$/)
    const read = await box.get(`${nodes}/areas/Backend?$depth=1`)
    expect(read.body.children.map(({ id }: { id: number }) => id)).toEqual([made.body.id])
    const other = await send('POST', `areas?${version}`, { name: 'Field' })
    expect(other.body.id).toBeGreaterThan(made.body.id)
    expect((await box.get(`${nodes}?ids=${other.body.id}`)).body.value[0].name).toBe('Field')
  })

  test('two children of one node cannot have one name, whatever its case', async () => {
    const again = await send('POST', `areas?${version}`, { name: 'backEND' })
    expect(again.status).toBe(409)
    expect(again.body.typeKey).toBe('ClassificationNodeDuplicateNameException')
    expect(again.body.message).toMatch(/^VS402371: /)
    expect((await send('POST', `areas/Web?${version}`, { name: 'backEND' })).status).toBe(201)
  })

  test.each([[''], ['   '], ['a/b'], ['a\\b'], ['a:b'], ['x'.repeat(256)], ['a\u0007b'], ['..']])(
    'a node cannot be named %j',
    async (name) => {
      expect((await send('POST', `areas?${version}`, { name })).status).toBe(400)
    },
  )

  test('iterations have days, areas have none, and the last day is not before the first', async () => {
    const attributes = { startDate: '2027-03-01T09:30:00Z', finishDate: '2027-03-12T00:00:00Z' }
    const made = await send('POST', `iterations/Release%201?${version}`, { name: 'Extra', attributes })
    expect(made.body.attributes).toEqual({
      startDate: '2027-03-01T00:00:00Z',
      finishDate: '2027-03-12T00:00:00Z',
    })
    const path = `iterations/Release%201/Extra?${version}`
    const later = await send('PATCH', path, { attributes: { finishDate: '2027-03-19T00:00:00Z' } })
    expect(later.body.attributes.finishDate).toBe('2027-03-19T00:00:00Z')
    const wrong = { attributes: { finishDate: '2027-02-01T00:00:00Z' } }
    expect((await send('PATCH', path, wrong)).status).toBe(400)
    const cleared = await send('PATCH', path, { attributes: { startDate: null, finishDate: null } })
    expect(cleared.body).not.toHaveProperty('attributes')
    expect((await send('POST', `areas?${version}`, { name: 'Dated', attributes })).status).toBe(400)
  })

  test('a renamed area shows in its items, without a new revision of any', async () => {
    const before = await idsUnder('Fabrikam Fiber\\Web')
    const revisions = (await box.items()).map(({ rev }) => rev)
    expect(before.length).toBeGreaterThan(0)
    const renamed = await send('PATCH', `areas/Web?${version}`, { name: 'Internet' })
    expect(renamed.body.path).toBe('\\Fabrikam Fiber\\Area\\Internet')
    expect(await idsUnder('Fabrikam Fiber\\Internet')).toEqual(before)
    const items = await box.items()
    expect(items.map(({ rev }) => rev)).toEqual(revisions)
    const paths = items.filter(({ id }) => before.includes(id)).map(({ fields }) => fields['System.AreaPath'])
    for (const path of paths) expect(path).toMatch(/^Fabrikam Fiber\\Internet(\\|$)/)
    expect((await box.get(`${nodes}/areas/Web`)).status).toBe(404)
  })

  test('a body with an id moves that node with all beneath it, but never beneath itself', async () => {
    const web = await box.get(`${nodes}/areas/Web`)
    const moved = await send('POST', `areas/Backend?${version}`, { id: web.body.id })
    expect(moved.status).toBe(200)
    expect(moved.body.path).toBe('\\Fabrikam Fiber\\Area\\Backend\\Web')
    const below = await box.get(`${nodes}/areas/Backend/Web/Men's%20Wear`)
    expect(below.body.path).toBe("\\Fabrikam Fiber\\Area\\Backend\\Web\\Men's Wear")
    const backend = await box.get(`${nodes}/areas/Backend`)
    expect((await send('POST', `areas/Backend/Web?${version}`, { id: backend.body.id })).status).toBe(400)
    expect((await send('POST', `iterations?${version}`, { id: web.body.id })).status).toBe(400)
  })

  test('an area in use is deleted only with another for its items, which then are there with a new revision', async () => {
    const inside = await idsUnder('Fabrikam Fiber\\Web')
    expect((await send('DELETE', `areas/Web?${version}`)).status).toBe(400)
    const target = await box.get(`${nodes}/areas/Backend`)
    const [id] = inside
    const before = await box.get(`/_apis/wit/workitems/${id}`)
    const gone = await send('DELETE', `areas/Web?$reclassifyId=${target.body.id}&${version}`)
    expect(gone).toMatchObject({ status: 204, body: undefined })
    expect((await box.get(`${nodes}/areas/Web`)).status).toBe(404)
    expect(await idsUnder('Fabrikam Fiber\\Backend')).toEqual(expect.arrayContaining(inside))
    const after = await box.get(`/_apis/wit/workitems/${id}`)
    expect(after.body.fields['System.AreaPath']).toBe('Fabrikam Fiber\\Backend')
    expect(after.body.rev).toBe(before.body.rev + 1)
  })

  test('a node nothing uses is deleted as it is; a root, or with an unknown node for its items, never', async () => {
    await send('POST', `areas?${version}`, { name: 'Unused' })
    expect((await send('DELETE', `areas/Unused?$reclassifyId=999999&${version}`)).status).toBe(404)
    expect((await send('DELETE', `areas/Unused?${version}`)).status).toBe(204)
    expect((await send('DELETE', `areas?${version}`)).status).toBe(400)
  })

  test('several nodes by id: unknown ones fail the call, or are null when told to omit', async () => {
    const { id } = (await box.get(`${nodes}/iterations`)).body
    expect((await box.get(`${nodes}?ids=${id},999999`)).status).toBe(404)
    const omitted = await box.get(`${nodes}?ids=${id},999999&errorPolicy=omit&$depth=1`)
    expect(omitted.body.value[1]).toBeNull()
    expect(omitted.body.value[0].children.length).toBeGreaterThan(0)
  })

  test('in the two largest projects some sprint is current on any day until the end of 2027', async () => {
    for (const name of [project, "Contoso's%20Web%20Shop"]) {
      const tree = await box.get(`/${name}/_apis/wit/classificationnodes/iterations?$depth=2`)
      const sprints = tree.body.children.flatMap(
        (release: { children?: unknown[] }) => release.children ?? [],
      )
      const times = sprints.map(({ attributes }: { attributes: Record<string, string> }) => [
        Date.parse(attributes.startDate as string),
        Date.parse(attributes.finishDate as string),
      ])
      for (let day = Date.UTC(2026, 10, 21); day < Date.UTC(2028, 0, 1); day += 86_400_000)
        expect(times.filter(([start, finish]: number[]) => start! <= day && day <= finish!)).toHaveLength(1)
    }
  })
})
