import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const specification = 'wit/workItemTracking.json'
const fiber = '/Fabrikam%20Fiber'
const item = '/{project}/_apis/wit/workItems/{workItemId}'
const comments = '7.1-preview.4'
const reactions = '7.1-preview.1'

/** Address of the discussion of an item of the first project. */
function discussion(box: Client): string {
  const { items } = box.organization
  for (let index = 0; index < items.count; index++) {
    if (items.value(index, 'System.TeamProject') === 'Fabrikam Fiber')
      return `${fiber}/_apis/wit/workItems/${items.idAt(index)}/comments`
  }
  throw new Error('the project has no items')
}

/** Address below an item that has system info, and whose tags and links have changed. */
function eventful(rest: string): (box: Client) => string {
  return ({ organization, clock }) => {
    const { items, people } = organization
    const all = Array.from({ length: items.count }, (_, index) => index)
    const index = all.find((at) => items.value(at, 'Microsoft.VSTS.TCM.SystemInfo') !== undefined) ?? 0
    const link = { rel: 'System.LinkTypes.Related', other: index + 1, attributes: {} }
    const tagged = (tags: string | undefined) => new Map([['System.Tags', tags]])
    const write = (change: Parameters<typeof items.update>[1]) =>
      items.update(index, change, people[0]!, clock.now())
    write({ fields: tagged('case'), addLinks: [link], removeLinks: [] })
    const made = items.linksOf(index).filter(({ rel, other }) => rel === link.rel && other === link.other)
    write({ fields: tagged(undefined), addLinks: [], removeLinks: made })
    return `/_apis/wit/workItems/${items.idAt(index)}/${rest}`
  }
}

/** Address of a comment that has just been added, with `rest` behind it. */
function newComment(rest: string): (box: Client) => Promise<string> {
  return async (box) => {
    const added = await box.post(`${discussion(box)}?api-version=${comments}`, {
      text: 'Größe <b>prüfen</b>',
    })
    return `${discussion(box)}/${added.body.id}${rest}`
  }
}

/** History, bulk streams and discussions of work items. */
export const workItemHistoryCases: readonly ConformanceCase[] = [
  ...[2, 5, 8, 13, 17].flatMap((id): ConformanceCase[] =>
    ['revisions', 'updates'].map((what) => ({
      specification,
      method: 'GET',
      operation: `/{project}/_apis/wit/workItems/{id}/${what}`,
      address: `/_apis/wit/workItems/${id}/${what}?api-version=7.1`,
    })),
  ),
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/workItems/{id}/revisions',
    address: eventful('revisions?$expand=all&api-version=7.1'),
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/workItems/{id}/revisions/{revisionNumber}',
    address: '/_apis/wit/workItems/8/revisions/1?api-version=7.1',
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/workItems/{id}/updates',
    address: eventful('updates?api-version=7.1'),
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/workItems/{id}/updates/{updateNumber}',
    address: '/_apis/wit/workItems/8/updates/1?api-version=7.1',
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/reporting/workitemrevisions',
    address: '/_apis/wit/reporting/workitemrevisions?$expand=fields&includeIdentityRef=true&api-version=7.1',
  },
  {
    specification,
    method: 'POST',
    operation: '/{project}/_apis/wit/reporting/workitemrevisions',
    address: `${fiber}/_apis/wit/reporting/workitemrevisions?api-version=7.1`,
    body: { fields: ['System.Title', 'System.Tags'], types: ['Bug'], includeTagRef: true },
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/reporting/workItemRevisions/discussions',
    address: '/_apis/wit/reporting/workItemRevisions/discussions?$maxPageSize=10&api-version=7.1',
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/reporting/workitemlinks',
    address: '/_apis/wit/reporting/workitemlinks?api-version=7.1',
  },
  {
    specification,
    method: 'GET',
    operation: `${item}/comments`,
    address: (box) => `${discussion(box)}?$expand=all&$top=2&api-version=${comments}`,
  },
  {
    specification,
    method: 'POST',
    operation: `${item}/comments`,
    address: (box) => `${discussion(box)}?format=markdown&api-version=${comments}`,
    body: { text: '**Look** at [this](https://example.com/?a=1)' },
  },
  {
    specification,
    method: 'GET',
    operation: `${item}/comments/{commentId}`,
    address: newComment(`?$expand=renderedText&api-version=${comments}`),
  },
  {
    specification,
    method: 'PATCH',
    operation: `${item}/comments/{commentId}`,
    address: newComment(`?api-version=${comments}`),
    body: { text: 'Changed' },
  },
  {
    specification,
    method: 'DELETE',
    operation: `${item}/comments/{commentId}`,
    address: newComment(`?api-version=${comments}`),
  },
  {
    specification,
    method: 'GET',
    operation: `${item}/comments/{commentId}/versions`,
    address: newComment(`/versions?api-version=${reactions}`),
  },
  {
    specification,
    method: 'GET',
    operation: `${item}/comments/{commentId}/versions/{version}`,
    address: newComment(`/versions/1?api-version=${reactions}`),
  },
  {
    specification,
    method: 'PUT',
    operation: `${item}/comments/{commentId}/reactions/{reactionType}`,
    address: newComment(`/reactions/heart?api-version=${reactions}`),
  },
  {
    specification,
    method: 'GET',
    operation: `${item}/comments/{commentId}/reactions`,
    address: newComment(`/reactions?api-version=${reactions}`),
  },
  {
    specification,
    method: 'GET',
    operation: `${item}/comments/{commentId}/reactions/{reactionType}/users`,
    address: newComment(`/reactions/like/users?api-version=${reactions}`),
  },
  {
    specification,
    method: 'DELETE',
    operation: `${item}/comments/{commentId}/reactions/{reactionType}`,
    address: newComment(`/reactions/smile?api-version=${reactions}`),
  },
]
