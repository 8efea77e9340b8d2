import { createGit } from '../../../sandbox/data/git/git-data.js'
import type { Project } from '../../../sandbox/data/projects.js'
import { createWikis } from '../../../sandbox/data/wiki/wikis.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const project = '/Fabrikam%20Fiber/_apis/wiki/wikis'
const version = 'api-version=7.1'
const at = '/{project}/_apis/wiki/wikis'
const wiki = (box: Client): string =>
  box.organization.part(createWikis).of(box.organization.projects[0] as Project)[0]?.id as string

function one(
  method: ConformanceCase['method'],
  operation: string,
  address: (box: Client) => string | Promise<string>,
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return {
    specification: 'wiki/wiki.json',
    method,
    operation: `${at}${operation}`,
    address: async (box) => {
      const text = await address(box)
      return `${project}${text}${text.includes('?') ? '&' : '?'}${version}`
    },
    ...more,
  }
}

const repository = (box: Client) =>
  box.organization.part(createGit).repositoriesOf(box.organization.projects[0] as Project)[0]

let serial = 0

async function newPage(box: Client, above = ''): Promise<{ path: string; id: number }> {
  const path = `${above}/Made for a case ${++serial}`
  const answer = await box.send(
    'PUT',
    `${project}/${wiki(box)}/pages?path=${encodeURIComponent(path)}&${version}`,
    { 'content-type': 'application/json' },
    JSON.stringify({ content: 'First words' }),
  )
  return { path, id: Number(answer.body.id) }
}

async function newCodeWiki(box: Client): Promise<string> {
  const own = repository(box)
  const answer = await box.post(`${project}?${version}`, {
    type: 'codeWiki',
    name: `Made ${++serial}`,
    projectId: box.organization.projects[0]?.id,
    repositoryId: own?.id,
    mappedPath: '/docs',
    version: { version: own?.defaultBranch?.replace('refs/heads/', '') },
  })
  return String(answer.body.id)
}

const encode = encodeURIComponent

export const wikiCases: readonly ConformanceCase[] = [
  {
    specification: 'wiki/wiki.json',
    method: 'GET',
    operation: at,
    address: `/_apis/wiki/wikis?${version}`,
  },
  one('GET', '', () => ''),
  one('GET', '/{wikiIdentifier}', (box) => `/${wiki(box)}`),
  one('POST', '', () => '', {
    status: 201,
    makeBody: (box) => ({
      type: 'projectWiki',
      name: 'proseware.wiki',
      projectId: box.organization.projects.find(
        (own) =>
          own.state === 'wellFormed' && box.organization.part(createWikis).of(own)[0]?.type !== 'projectWiki',
      )?.id,
    }),
    // Every project of the conformance test has a wiki, so that one is created first.
    address: async (box) => {
      const { organization, clock } = box
      const created = await box.post(`/_apis/projects?${version}`, {
        name: `Without wiki ${++serial}`,
        capabilities: {
          versioncontrol: { sourceControlType: 'Git' },
          processTemplate: { templateTypeId: organization.projects[0]?.process.templateTypeId },
        },
      })
      clock.setOffset(clock.offsetMs + 5000)
      await box.get(`/_apis/operations/${created.body.id}?${version}`)
      return `${project}?${version}`
    },
  }),
  one('PATCH', '/{wikiIdentifier}', async (box) => `/${await newCodeWiki(box)}`, {
    makeBody: (box) => ({
      versions: [{ version: repository(box)?.defaultBranch?.replace('refs/heads/', '') }],
    }),
  }),
  one('DELETE', '/{wikiIdentifier}', async (box) => `/${await newCodeWiki(box)}`),
  one('GET', '/{wikiIdentifier}/pages', (box) => `/${wiki(box)}/pages?path=/&recursionLevel=full`),
  one(
    'GET',
    '/{wikiIdentifier}/pages',
    (box) => `/${wiki(box)}/pages?path=${encode('/How we work')}&includeContent=true&recursionLevel=oneLevel`,
  ),
  one('PUT', '/{wikiIdentifier}/pages', (box) => `/${wiki(box)}/pages?path=${encode('/Größe + more')}`, {
    status: 201,
    body: { content: 'Inhalt' },
  }),
  one('DELETE', '/{wikiIdentifier}/pages', async (box) => {
    const { path } = await newPage(box)
    await newPage(box, path)
    return `/${wiki(box)}/pages?path=${encode(path)}`
  }),
  one(
    'DELETE',
    '/{wikiIdentifier}/pages',
    async (box) => `/${wiki(box)}/pages?path=${encode((await newPage(box)).path)}`,
  ),
  one(
    'GET',
    '/{wikiIdentifier}/pages/{id}',
    async (box) => `/${wiki(box)}/pages/${(await newPage(box)).id}?includeContent=true`,
  ),
  one('GET', '/{wikiIdentifier}/pages/{id}', async (box) => {
    const answer = await box.get(`${project}/${wiki(box)}/pages?path=${encode('/How we work')}&${version}`)
    return `/${wiki(box)}/pages/${answer.body.id}?recursionLevel=oneLevel`
  }),
  // A change wants If-Match, which a case cannot send; `official-client-wiki.test.ts` and `wiki.test.ts` do.
  one(
    'PATCH',
    '/{wikiIdentifier}/pages/{id}',
    async (box) => `/${wiki(box)}/pages/${(await newPage(box)).id}`,
    {
      body: { content: 'Second words' },
      status: 400,
      operation: undefined,
    },
  ),
  one(
    'DELETE',
    '/{wikiIdentifier}/pages/{id}',
    async (box) => `/${wiki(box)}/pages/${(await newPage(box)).id}`,
  ),
  one(
    'GET',
    '/{wikiIdentifier}/pages/{pageId}/stats',
    (box) => `/${wiki(box)}/pages/1/stats?pageViewsForDays=30`,
  ),
  one('POST', '/{wikiIdentifier}/pagesbatch', (box) => `/${wiki(box)}/pagesbatch`, {
    body: { top: 50, continuationToken: '10', pageViewsForDays: 30 },
  }),
  one('POST', '/{wikiIdentifier}/pagemoves', (box) => `/${wiki(box)}/pagemoves`, {
    status: 201,
    body: { path: '/用語集', newPath: '/Home/用語集', newOrder: 0 },
  }),
  one(
    'PUT',
    '/{wikiIdentifier}/attachments',
    (box) => `/${wiki(box)}/attachments?name=${encode('größe #2.png')}`,
    {
      status: 201,
      body: Buffer.from('png').toString('base64'),
      contentType: 'application/octet-stream',
    },
  ),
]
