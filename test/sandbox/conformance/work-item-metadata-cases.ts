import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const specification = 'wit/workItemTracking.json'
const fiber = '/Fabrikam%20Fiber'
const team = `${fiber}/Fabrikam%20Fiber%20Team`
const version = 'api-version=7.1'
const preview = 'api-version=7.1-preview.1'

/** Sends a POST first; the address ends in the id it gave. */
function afterPost(
  post: string,
  body: unknown,
  address: (id: string) => string,
  contentType = 'application/json',
): (box: Client) => Promise<string> {
  return async (box) => {
    const made = await box.post(post, body, { 'content-type': contentType })
    if (made.status >= 300) throw new Error(made.body.message)
    return address(made.body.id ?? made.body.referenceName)
  }
}

let serial = 0
const newName = (): string => `Made for a case ${++serial}`

const wiql = 'SELECT [System.Id], [System.Title] FROM WorkItems WHERE [System.TeamProject] = @project'
const query = (address: (id: string) => string) => (box: Client) =>
  afterPost(
    `${fiber}/_apis/wit/queries/Shared%20Queries/Empty?${version}`,
    { name: newName(), wiql },
    address,
  )(box)
const field = (address: (name: string) => string) => (box: Client) =>
  afterPost(
    `/_apis/wit/fields?${version}`,
    { name: newName(), type: 'double', description: 'Größe' },
    address,
  )(box)
const template = (address: (id: string) => string) =>
  afterPost(
    `${team}/_apis/wit/templates?${version}`,
    { name: 'Größe', workItemTypeName: 'Bug', fields: { 'System.Tags': 'a; b' } },
    address,
  )

async function firstTag(box: Client): Promise<string> {
  const { body } = await box.get(`${fiber}/_apis/wit/tags`)
  return body.value[0].id
}

const read = (operation: string, address: string): ConformanceCase => ({
  specification,
  method: 'GET',
  operation,
  address: `${address}${address.includes('?') ? '&' : '?'}${version}`,
})

/** Fields, types and the other small metadata of work item tracking, queries, and the reads of work items. */
export const workItemMetadataCases: readonly ConformanceCase[] = [
  read('/{project}/_apis/wit/workitems', '/_apis/wit/workitems?ids=1,2,3'),
  read('/{project}/_apis/wit/workitems/{id}', '/_apis/wit/workitems/1?$expand=all'),
  {
    specification,
    method: 'POST',
    operation: '/{project}/_apis/wit/workitemsbatch',
    address: `/_apis/wit/workitemsbatch?${version}`,
    body: { ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12], $expand: 'all' },
  },
  {
    specification,
    method: 'POST',
    operation: '/{project}/{team}/_apis/wit/wiql',
    address: `${fiber}/_apis/wit/wiql?${version}`,
    body: { query: `${wiql} ORDER BY [System.Title]` },
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/{team}/_apis/wit/wiql/{id}',
    address: query((id) => `${fiber}/_apis/wit/wiql/${id}?$top=5&${version}`),
  },
  {
    specification,
    method: 'HEAD',
    operation: '/{project}/{team}/_apis/wit/wiql/{id}',
    address: query((id) => `${fiber}/_apis/wit/wiql/${id}?${version}`),
  },

  read('/{project}/_apis/wit/fields', '/_apis/wit/fields?$expand=includeDeleted'),
  read('/{project}/_apis/wit/fields/{fieldNameOrRefName}', '/_apis/wit/fields/System.Id'),
  {
    specification,
    method: 'POST',
    operation: '/{project}/_apis/wit/fields',
    address: `/_apis/wit/fields?${version}`,
    makeBody: () => ({ name: newName(), type: 'string', description: 'Of a case' }),
  },
  {
    specification,
    method: 'PATCH',
    operation: '/{project}/_apis/wit/fields/{fieldNameOrRefName}',
    address: field((name) => `/_apis/wit/fields/${name}?${version}`),
    body: { isLocked: true },
  },
  {
    specification,
    method: 'DELETE',
    operation: '/{project}/_apis/wit/fields/{fieldNameOrRefName}',
    address: field((name) => `/_apis/wit/fields/${name}?${version}`),
    status: 204,
  },
  read('/{project}/_apis/wit/workitemtypes', `${fiber}/_apis/wit/workitemtypes`),
  read('/{project}/_apis/wit/workitemtypes/{type}', `${fiber}/_apis/wit/workitemtypes/Bug`),
  read('/{project}/_apis/wit/workitemtypes/{type}/states', `${fiber}/_apis/wit/workitemtypes/Bug/states`),
  read(
    '/{project}/_apis/wit/workitemtypes/{type}/fields',
    `${fiber}/_apis/wit/workitemtypes/Bug/fields?$expand=all`,
  ),
  read(
    '/{project}/_apis/wit/workitemtypes/{type}/fields/{field}',
    `${fiber}/_apis/wit/workitemtypes/Bug/fields/System.State?$expand=all`,
  ),
  read('/{project}/_apis/wit/workitemtypecategories', `${fiber}/_apis/wit/workitemtypecategories`),
  read(
    '/{project}/_apis/wit/workitemtypecategories/{category}',
    `${fiber}/_apis/wit/workitemtypecategories/Microsoft.HiddenCategory`,
  ),
  read('/_apis/wit/workitemrelationtypes', '/_apis/wit/workitemrelationtypes'),
  read('/_apis/wit/workitemrelationtypes/{relation}', '/_apis/wit/workitemrelationtypes/Hyperlink'),
  read(
    '/_apis/wit/workitemtransitions',
    `/_apis/wit/workitemtransitions?ids=${Array.from({ length: 40 }, (_, at) => at + 1).join(',')}`,
  ),
  read('/_apis/wit/workitemicons', '/_apis/wit/workitemicons'),
  read('/_apis/wit/workitemicons/{icon}', '/_apis/wit/workitemicons/icon_book?color=009CCC'),

  read('/{project}/_apis/wit/tags', `${fiber}/_apis/wit/tags`),
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/tags/{tagIdOrName}',
    address: async (box) => `${fiber}/_apis/wit/tags/${await firstTag(box)}?${version}`,
  },
  {
    specification,
    method: 'PATCH',
    operation: '/{project}/_apis/wit/tags/{tagIdOrName}',
    address: async (box) => `${fiber}/_apis/wit/tags/${await firstTag(box)}?${version}`,
    makeBody: () => ({ name: newName() }),
  },
  {
    specification,
    method: 'DELETE',
    operation: '/{project}/_apis/wit/tags/{tagIdOrName}',
    address: async (box) => `${fiber}/_apis/wit/tags/${await firstTag(box)}?${version}`,
    status: 204,
  },
  {
    specification,
    method: 'POST',
    operation: '/{project}/_apis/wit/attachments',
    address: `${fiber}/_apis/wit/attachments?fileName=gr%C3%B6%C3%9Fe%20%231.txt&${version}`,
    body: 'some bytes',
    contentType: 'application/octet-stream',
    status: 201,
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/attachments/{id}',
    address: afterPost(
      `${fiber}/_apis/wit/attachments?fileName=a.txt&${version}`,
      'text',
      (id) => `${fiber}/_apis/wit/attachments/${id}?${version}`,
      'application/octet-stream',
    ),
  },
  {
    specification,
    method: 'PUT',
    // Refused: a case cannot send the range that a part needs. The file describes no refusals.
    operation: undefined,
    address: afterPost(
      `${fiber}/_apis/wit/attachments?fileName=a.txt&uploadType=chunked&${version}`,
      '',
      (id) => `${fiber}/_apis/wit/attachments/${id}?${version}`,
      'application/octet-stream',
    ),
    body: 'without a range',
    contentType: 'application/octet-stream',
    status: 400,
  },
  read('/{project}/{team}/_apis/wit/templates', `${team}/_apis/wit/templates`),
  {
    specification,
    method: 'POST',
    operation: '/{project}/{team}/_apis/wit/templates',
    address: `${team}/_apis/wit/templates?${version}`,
    body: {
      name: 'New',
      description: 'Of a case',
      workItemTypeName: 'Task',
      fields: { 'System.State': 'New' },
    },
    status: 201,
  },
  {
    specification,
    method: 'GET',
    operation: '/{project}/{team}/_apis/wit/templates/{templateId}',
    address: template((id) => `${team}/_apis/wit/templates/${id}?${version}`),
  },
  {
    specification,
    method: 'PUT',
    operation: '/{project}/{team}/_apis/wit/templates/{templateId}',
    address: template((id) => `${team}/_apis/wit/templates/${id}?${version}`),
    body: { name: 'Other', workItemTypeName: 'Bug', fields: {} },
  },
  {
    specification,
    method: 'DELETE',
    operation: '/{project}/{team}/_apis/wit/templates/{templateId}',
    address: template((id) => `${team}/_apis/wit/templates/${id}?${version}`),
    status: 204,
  },

  read('/{project}/_apis/wit/queries', `${fiber}/_apis/wit/queries?$depth=2&$expand=all`),
  read('/{project}/_apis/wit/queries', `${fiber}/_apis/wit/queries?$filter=report`),
  read(
    '/{project}/_apis/wit/queries/{query}',
    `${fiber}/_apis/wit/queries/Shared%20Queries/Current%20Sprint/Unfinished%20work?$expand=clauses`,
  ),
  read('/{project}/_apis/wit/queries/{query}', `${fiber}/_apis/wit/queries/Shared%20Queries?$depth=1`),
  {
    specification,
    method: 'GET',
    operation: '/{project}/_apis/wit/queries/{query}',
    address: (box) =>
      query((id) => id)(box).then(async (id) => {
        await box.send('DELETE', `${fiber}/_apis/wit/queries/${id}?${version}`, {})
        return `${fiber}/_apis/wit/queries/${id}?$includeDeleted=true&${version}`
      }),
  },
  {
    specification,
    method: 'POST',
    operation: '/{project}/_apis/wit/queries/{query}',
    address: `${fiber}/_apis/wit/queries/My%20Queries?${version}`,
    makeBody: () => ({ name: newName(), wiql: `${wiql} ORDER BY [System.Title]` }),
    status: 201,
  },
  {
    specification,
    method: 'PATCH',
    operation: '/{project}/_apis/wit/queries/{query}',
    address: query((id) => `${fiber}/_apis/wit/queries/${id}?${version}`),
    makeBody: () => ({ name: newName() }),
  },
  {
    specification,
    method: 'DELETE',
    operation: '/{project}/_apis/wit/queries/{query}',
    address: query((id) => `${fiber}/_apis/wit/queries/${id}?${version}`),
    status: 204,
  },
  {
    specification,
    method: 'POST',
    operation: '/{project}/_apis/wit/queriesbatch',
    address: `${fiber}/_apis/wit/queriesbatch?${version}`,
    body: { ids: ['00000000-0000-0000-0000-000000000000'], $expand: 'wiql', errorPolicy: 'omit' },
  },
  {
    specification,
    method: 'POST',
    operation: '/{project}/_apis/wit/tempqueries',
    address: `${fiber}/_apis/wit/tempqueries?${preview}`,
    body: { wiql },
  },
]
