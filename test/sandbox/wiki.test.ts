import { beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../../sandbox/data/projects.js'
import { createWikis } from '../../sandbox/data/wiki/wikis.js'
import type { Wiki } from '../../sandbox/data/wiki/wiki.js'
import { client, type Answer, type Client, type Json } from './devops-client.js'

const v = 'api-version=7.1'
const at = '/Fabrikam%20Fiber/_apis/wiki/wikis'
let box: Client
beforeAll(() => {
  box = client({ seed: 5, projects: 3, workItems: 100 })
})

const wikis = () => box.organization.part(createWikis).of(box.organization.projects[0] as Project)
const own = (): Wiki => wikis()[0] as Wiki
const pages = (path: string, more = '') =>
  `${at}/${own().id}/pages?path=${encodeURIComponent(path)}${more}&${v}`
const put = (path: string, content: string, match?: string): Promise<Answer> =>
  box.send(
    'PUT',
    pages(path),
    { 'content-type': 'application/json', ...(match === undefined ? {} : { 'if-match': match }) },
    JSON.stringify({ content }),
  )
const titles = async (path: string) => {
  const { body } = await box.get(pages(path, '&recursionLevel=oneLevel'))
  return body.subPages.map((page: Json) => page.path)
}
const batch = (body: unknown) => box.post(`${at}/${own().id}/pagesbatch?${v}`, body)

describe('wikis', () => {
  test('are a project’s own one and folders of repositories, found by name and by id', async () => {
    const { body } = await box.get(`${at}?${v}`)
    expect(body.value.map(({ type }: Json) => type)).toEqual(['projectWiki', 'codeWiki', 'codeWiki'])
    const name = encodeURIComponent(body.value[1].name)
    expect((await box.get(`${at}/${name}?${v}`)).body.id).toBe(body.value[1].id)
    expect((await box.get(`/_apis/wiki/wikis/${body.value[1].id}?${v}`)).body.name).toBe(body.value[1].name)
    expect(await box.get(`${at}/nothing?${v}`)).toMatchObject({
      status: 404,
      body: { typeKey: 'WikiNotFoundException' },
    })
  })

  test('in code show the files of a repository that exists', async () => {
    const { id, repository } = wikis()[1] as Wiki
    const { body } = await box.get(`${at}/${id}/pages?recursionLevel=full&${v}`)
    expect(body.subPages.map(({ path }: Json) => path)).toContain('/Größe & Maße')
    const item = `/Fabrikam%20Fiber/_apis/git/repositories/${repository.id}/items`
    for (const { gitItemPath } of body.subPages.filter((page: Json) => !page.isParentPage).slice(0, 3))
      expect((await box.get(`${item}?path=${encodeURIComponent(gitItemPath)}&${v}`)).status).toBe(200)
  })

  test('in code are written by commits of the repository', async () => {
    const { id, repository } = wikis()[1] as Wiki
    const commits = `/Fabrikam%20Fiber/_apis/git/repositories/${repository.id}/commits?$top=1&${v}`
    const before = await box.get(commits)
    const path = `${at}/${id}/pages?path=${encodeURIComponent('/New page')}&comment=Neu&${v}`
    const added = await box.send('PUT', path, { 'content-type': 'application/json' }, '{"content":"x"}')
    expect(added).toMatchObject({ status: 201, body: { gitItemPath: '/docs/New-page.md' } })
    const after = await box.get(commits)
    expect(after.body.value[0].commitId).not.toBe(before.body.value[0].commitId)
    expect(after.body.value[0].comment).toBe('Neu')
  })

  test('of a project is one at most', async () => {
    const body = { type: 'projectWiki', name: 'second', projectId: box.organization.projects[0]?.id }
    expect((await box.post(`${at}?${v}`, body)).status).toBe(409)
  })
})

describe('pages', () => {
  test('have titles with blanks, hyphens and punctuation, encoded in the names of their files', async () => {
    const { body } = await box.get(pages('/How we work/Release - step by step'))
    expect(body.gitItemPath).toBe('/How-we-work/Release-%2D-step-by-step.md')
    const odd = await box.get(pages('/FAQ "for guests" <draft> 100% + more'))
    expect(odd.body.gitItemPath).toBe('/FAQ-%22for-guests%22-%3Cdraft%3E-100%-+-more.md')
  })

  test('stand in the order people gave them, then by name', async () => {
    expect((await titles('/')).slice(0, 3)).toEqual(['/Home', '/用語集', '/How we work'])
  })

  test('show content on request, as JSON or as text, with one ETag', async () => {
    const json = await box.get(pages('/Home', '&includeContent=true'))
    const text = await box.get(pages('/Home'), { accept: 'text/plain' })
    expect(text.content).toBe(json.body.content)
    expect(text.headers?.['content-type']).toContain('text/plain')
    expect(text.headers?.etag).toBe(json.headers?.etag)
    expect((await box.get(pages('/Home'))).body.content).toBe('')
  })

  test('are reached by id as well as by path', async () => {
    const { body } = await box.get(pages('/Home'))
    const byId = await box.get(`${at}/${own().id}/pages/${body.id}?${v}`)
    expect(byId.body).toEqual(body)
    expect((await box.get(`${at}/${own().id}/pages/99999?${v}`)).body.typeKey).toBe(
      'WikiPageNotFoundException',
    )
  })
})

describe('writing pages', () => {
  test('creates with 201, edits with 200 under If-Match, and refuses a stale one with 412', async () => {
    const created = await put('/Neu', 'one')
    expect(created.status).toBe(201)
    expect((await put('/Neu', 'two')).status).toBe(409)
    const tag = String(created.headers?.etag)
    const edited = await put('/Neu', 'two', tag)
    expect(edited).toMatchObject({ status: 200, body: { content: 'two', id: created.body.id } })
    expect((await put('/Neu', 'three', tag)).status).toBe(412)
    expect((await box.get(pages('/Neu', '&includeContent=true'))).body.content).toBe('two')
  })

  test('wants the page above to be there, and titles without # and \\', async () => {
    expect(await put('/Nowhere/Page', 'x')).toMatchObject({
      status: 404,
      body: { typeKey: 'WikiAncestorPageNotFoundException' },
    })
    expect((await put('/C#', 'x')).status).toBe(400)
    expect((await put('/a\\b', 'x')).status).toBe(400)
  })

  test('deletes a page with all beneath it', async () => {
    await put('/Outer', 'x')
    await put('/Outer/Inner', 'y')
    const deleted = await box.send('DELETE', pages('/Outer'), {})
    expect(deleted).toMatchObject({ status: 200, body: { path: '/Outer' } })
    expect((await box.get(pages('/Outer/Inner'))).status).toBe(404)
    expect(await titles('/')).not.toContain('/Outer')
  })

  test('moves a page with all beneath it, which keep their ids', async () => {
    await put('/Old place', 'x')
    const inner = await put('/Old place/Inner', 'y')
    const body = { path: '/Old place', newPath: '/Home/New place', newOrder: 0 }
    const moved = await box.post(`${at}/${own().id}/pagemoves?${v}`, body)
    expect(moved).toMatchObject({ status: 201, body: { page: { path: '/Home/New place', order: 0 } } })
    expect((await box.get(pages('/Home/New place/Inner'))).body.id).toBe(inner.body.id)
    expect((await box.get(pages('/Old place'))).status).toBe(404)
    const below = { path: '/Home', newPath: '/Home/Home' }
    expect((await box.post(`${at}/${own().id}/pagemoves?${v}`, below)).status).toBe(400)
  })

  test('puts a page at another place among its siblings', async () => {
    const body = { path: '/用語集', newOrder: 0 }
    await box.post(`${at}/${own().id}/pagemoves?${v}`, body)
    expect((await titles('/')).slice(0, 2)).toEqual(['/用語集', '/Home'])
  })

  test('keeps attachments, each name once', async () => {
    const path = `${at}/${own().id}/attachments?name=${encodeURIComponent('größe #2.png')}&${v}`
    const send = () =>
      box.send(
        'PUT',
        path,
        { 'content-type': 'application/octet-stream' },
        Buffer.from('png').toString('base64'),
      )
    expect(await send()).toMatchObject({ status: 201, body: { path: '/.attachments/größe #2.png' } })
    expect((await send()).status).toBe(409)
  })
})

describe('batches of pages', () => {
  test('hold at most 100, and go on after the token in the header', async () => {
    expect((await batch({ top: 101 })).status).toBe(400)
    const seen: number[] = []
    let token: string | undefined
    do {
      const answer = await batch({ top: 100, ...(token === undefined ? {} : { continuationToken: token }) })
      seen.push(...answer.body.value.map(({ id }: Json) => id))
      token = answer.headers?.['x-ms-continuationtoken']
    } while (token !== undefined)
    expect(seen.length).toBeGreaterThan(100)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })

  test('tell how often pages were looked at, on request', async () => {
    const { body } = await batch({ top: 20, pageViewsForDays: 30 })
    const views = body.value.flatMap(({ viewStats = [] }: Json) => viewStats)
    expect(views.length).toBeGreaterThan(0)
    const { id } = body.value.find(({ viewStats }: Json) => viewStats)
    const one = await box.get(`${at}/${own().id}/pages/${id}/stats?pageViewsForDays=30&${v}`)
    expect(one.body.viewStats).toEqual(body.value.find((page: Json) => page.id === id).viewStats)
    expect((await batch({ pageViewsForDays: 31 })).status).toBe(400)
  })
})
