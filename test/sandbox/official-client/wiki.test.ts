import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api'
import { WikiType } from 'azure-devops-node-api/interfaces/WikiInterfaces.js'
import { VersionControlRecursionType } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { IDashboardApi } from 'azure-devops-node-api/DashboardApi.js'
import type { IGitApi } from 'azure-devops-node-api/GitApi.js'
import type { IWikiApi } from 'azure-devops-node-api/WikiApi.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../whole-suite/start-sandbox.js'

const project = 'Fabrikam Fiber'
let sandbox: Sandbox
let wiki: IWikiApi
let git: IGitApi
let dashboards: IDashboardApi
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 4, projects: 2, workItems: 50 })
  const { url, organization, pat } = sandbox.info
  const api = new WebApi(`${url}/${organization}`, getPersonalAccessTokenHandler(pat))
  wiki = await api.getWikiApi()
  git = await api.getGitApi()
  dashboards = await api.getDashboardApi()
})
afterAll(() => sandbox.close())

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('utf8')
}

describe('Microsoft’s client', () => {
  test('reads wikis and their pages', async () => {
    const [own] = await wiki.getAllWikis(project)
    expect(own?.type).toBe(WikiType.ProjectWiki)
    const id = own?.id as string
    const page = await wiki.getPageText(project, id, '/用語集', VersionControlRecursionType.None)
    expect(await text(page)).toContain('東京')
    const batch = await wiki.getPagesBatch({ top: 3, pageViewsForDays: 7 } as never, project, id)
    expect(batch).toHaveLength(3)
    const data = await wiki.getPageData(project, id, batch[0]?.id as number, 7)
    expect(data.path).toBe(batch[0]?.path)
  })

  test('makes a wiki of a folder of a repository, renames and removes it', async () => {
    const [repository] = await git.getRepositories(project)
    const made = await wiki.createWiki(
      {
        name: 'Größe',
        type: WikiType.CodeWiki,
        mappedPath: '/docs',
        projectId: repository?.project?.id,
        repositoryId: repository?.id,
        version: { version: repository?.defaultBranch?.replace('refs/heads/', '') },
      },
      project,
    )
    const renamed = await wiki.updateWiki({ name: 'Anders' }, made.id as string, project)
    expect(renamed).toMatchObject({ id: made.id, name: 'Anders', type: WikiType.CodeWiki })
    await wiki.deleteWiki(made.id as string, project)
    const left = await wiki.getAllWikis(project)
    expect(left.map(({ id }) => id)).not.toContain(made.id)
  })

  test('makes a dashboard with a widget, and changes it', async () => {
    const context = { project, team: `${project} Team` }
    const made = await dashboards.createDashboard({ name: 'Von Hand' }, context)
    const id = made.id as string
    const widget = await dashboards.createWidget(
      { name: '東京', contributionId: 'a.b' } as never,
      context,
      id,
    )
    const changed = await dashboards.updateWidget(
      { name: 'Anders' } as never,
      context,
      id,
      widget.id as string,
    )
    expect(changed.name).toBe('Anders')
    const read = await dashboards.getDashboard(context, id)
    expect(read.widgets?.map(({ name }) => name)).toEqual(['Anders'])
    await dashboards.deleteDashboard(context, id)
    const left = await dashboards.getDashboardsByProject(context)
    expect(left.map((one) => one.id)).not.toContain(id)
  })
})
