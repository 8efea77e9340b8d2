import { describe, expect, test } from 'vitest'
import { client } from './devops-client.js'

describe('reading work items of another time', () => {
  const box = client({ seed: 11, projects: 4, workItems: 700 })
  const { items } = box.organization
  const batch = '/_apis/wit/workitemsbatch?api-version=7.1'
  const iso = (time: unknown) => new Date(Number(time)).toISOString()
  const index = Array.from({ length: items.generated }, (_, at) => at).find(
    (at) => items.present(at).rev > 4 && items.value(at, 'System.Parent') !== undefined,
  )!
  const id = items.idAt(index)

  test('asOf gives fields and rev of the revision of then, by GET and by POST', async () => {
    for (let rev = 1; rev <= items.present(index).rev; rev++) {
      const revision = items.revision(index, rev)!
      const asOf = iso(revision.value('system.changeddate'))
      const one = (await box.get(`/_apis/wit/workitems/${id}?asOf=${asOf}`)).body
      expect(one.rev).toBe(rev)
      expect(one.url).toMatch(new RegExp(`/workItems/${id}/revisions/${rev}$`))
      expect(one._links.parent.href).toMatch(new RegExp(`/workItems/${id}$`))
      const several = (await box.post(batch, { ids: [id], asOf })).body.value[0]
      const listed = (await box.get(`/_apis/wit/workitems?ids=${id}&asOf=${asOf}`)).body.value[0]
      expect(listed).toEqual(several)
      expect(several).toMatchObject({ id, rev, fields: one.fields })
      expect(one.fields['System.Title']).toBe(revision.value('system.title'))
      expect(one.fields['System.State']).toBe(revision.value('system.state'))
    }
  })

  test('an item that was not there then is not found, or left out', async () => {
    const asOf = iso(Number(items.value(index, 'System.CreatedDate')) - 1)
    const refused = await box.get(`/_apis/wit/workitems/${id}?asOf=${asOf}`)
    expect(refused.status).toBe(404)
    expect(refused.body.message).toMatch(/^TF401232: /)
    expect((await box.post(batch, { ids: [id], asOf })).status).toBe(404)
    const left = await box.post(batch, { ids: [id], asOf, errorPolicy: 'omit' })
    expect(left.body.value).toEqual([null])
  })

  test('relations are those of then', async () => {
    const parent = items.indexOf(Number(items.value(index, 'System.Parent')))!
    const names = async (time: number) => {
      const address = `/_apis/wit/workitems/${items.idAt(parent)}?$expand=relations&asOf=${iso(time)}`
      const { relations = [] } = (await box.get(address)).body
      return relations.map(({ url }: { url: string }) => Number(url.split('/').pop()))
    }
    const created = Number(items.value(index, 'System.CreatedDate'))
    expect(await names(created)).toContain(id)
    expect(await names(created - 1)).not.toContain(id)
  })

  test('a single read tells the format of long texts, unless fields are chosen', async () => {
    const { body } = await box.get(`/_apis/wit/workitems/${id}`)
    const long = box.organization.fields
      .filter(({ kind }) => kind === 'html')
      .map((field) => field.referenceName)
    const held = long.filter((name) => name in body.fields)
    expect(body.multilineFieldsFormat).toEqual(Object.fromEntries(held.map((name) => [name, 'html'])))
    const chosen = await box.get(`/_apis/wit/workitems/${id}?fields=System.Title`)
    expect(chosen.body).not.toHaveProperty('multilineFieldsFormat')
    const me = box.organization.people[0]!
    const fields = new Map([['System.Description', '# Title']])
    const formats = new Map([['System.Description', 'markdown' as const]])
    items.update(index, { fields, formats, addLinks: [], removeLinks: [] }, me, Date.UTC(2026, 8, 1))
    const written = (await box.get(`/_apis/wit/workitems/${id}`)).body
    expect(written.multilineFieldsFormat['System.Description']).toBe('markdown')
  })

  test('words may be sent as the numbers of the official client', async () => {
    const numbered = await box.post(batch, { ids: [id, 10], $expand: 1, errorPolicy: 2 })
    const worded = await box.post(batch, { ids: [id, 10], $expand: 'Relations', errorPolicy: 'Omit' })
    expect(numbered.body).toEqual(worded.body)
    expect(numbered.body.value[0].relations.length).toBeGreaterThan(0)
    expect((await box.post(batch, { ids: [id], $expand: 9 })).status).toBe(400)
  })
})
