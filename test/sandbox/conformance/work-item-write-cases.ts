import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const specification = 'wit/workItemTracking.json'
const patch = 'application/json-patch+json'
const version = 'api-version=7.1'
const project = 'Fabrikam%20Fiber'
const title = { op: 'add', path: '/fields/System.Title', value: 'Größe prüfen' }

async function created(box: Client, type = 'Bug'): Promise<number> {
  const path = `/${project}/_apis/wit/workitems/$${type}?${version}`
  const answer = await box.send('POST', path, { 'content-type': patch }, JSON.stringify([title]))
  return answer.body.id as number
}

async function deleted(box: Client): Promise<number> {
  const id = await created(box)
  await box.send('DELETE', `/_apis/wit/workitems/${id}?${version}`, {})
  return id
}

/** A node of its own each time, so that cases don't depend on one another. */
let nodes = 0
async function newNode(box: Client, group: 'areas' | 'iterations'): Promise<string> {
  const name = `Node ${++nodes}`
  await box.post(`/${project}/_apis/wit/classificationnodes/${group}?${version}`, { name })
  return `/${project}/_apis/wit/classificationnodes/${group}/${encodeURIComponent(name)}`
}

const attributes = { startDate: '2026-01-05T00:00:00Z', finishDate: '2026-01-09T00:00:00Z' }
const nodeOperation = '/{project}/_apis/wit/classificationnodes/{structureGroup}/{path}'
const rootOperation = '/{project}/_apis/wit/classificationnodes'
const typeOperation = `/{project}/_apis/wit/workitems/\${type}`
const itemOperation = '/{project}/_apis/wit/workitems/{id}'
const binOperation = '/{project}/_apis/wit/recyclebin'

/** Writing work items, the recycle bin, and areas and iterations. */
export const workItemWriteCases: readonly ConformanceCase[] = [
  {
    specification,
    method: 'POST',
    operation: typeOperation,
    address: `/${project}/_apis/wit/workitems/$User%20Story?$expand=all&${version}`,
    contentType: patch,
    body: [
      title,
      { op: 'add', path: '/fields/System.AssignedTo', value: 'raisa@fabrikam.example' },
      { op: 'add', path: '/fields/System.History', value: 'from the conformance test' },
      {
        op: 'add',
        path: '/relations/-',
        value: { rel: 'Hyperlink', url: 'https://example.com', attributes: { comment: 'page' } },
      },
    ],
  },
  {
    specification,
    method: 'GET',
    operation: typeOperation,
    address: `/${project}/_apis/wit/workitems/$Bug?${version}`,
  },
  {
    specification,
    method: 'GET',
    operation: typeOperation,
    address: `/${project}/_apis/wit/workitems/$User%20Story?${version}`,
  },
  {
    specification,
    method: 'PATCH',
    operation: itemOperation,
    address: async (box) => `/${project}/_apis/wit/workitems/${await created(box)}?${version}`,
    contentType: patch,
    body: [
      { op: 'test', path: '/rev', value: 1 },
      { op: 'replace', path: '/fields/System.State', value: 'Active' },
      { op: 'add', path: '/fields/System.Tags', value: 'one; two' },
      {
        op: 'add',
        path: '/relations/-',
        value: { rel: 'System.LinkTypes.Related', url: 'http://x/_apis/wit/workItems/1' },
      },
    ],
  },
  {
    specification,
    method: 'PATCH',
    operation: itemOperation,
    address: async (box) => `/${project}/_apis/wit/workitems/${await created(box, 'Task')}?${version}`,
    contentType: patch,
    body: [
      { op: 'add', path: '/fields/System.History', value: 'said' },
      { op: 'add', path: '/fields/System.AssignedTo', value: 'raisa@fabrikam.example' },
      { op: 'add', path: '/fields/System.Description', value: 'long' },
      { op: 'add', path: '/fields/Microsoft.VSTS.Scheduling.RemainingWork', value: 4 },
    ],
  },
  {
    specification,
    method: 'PATCH',
    operation: itemOperation,
    address: async (box) =>
      `/${project}/_apis/wit/workitems/${await created(box)}?bypassRules=true&${version}`,
    contentType: patch,
    body: [{ op: 'add', path: '/fields/System.AssignedTo', value: 'somebody@example.com' }],
  },
  {
    specification,
    method: 'PATCH',
    operation: itemOperation,
    address: `/${project}/_apis/wit/workitems/1?validateOnly=true&${version}`,
    contentType: patch,
    body: [title],
  },
  {
    specification,
    method: 'PATCH',
    operation: undefined,
    address: `/_apis/wit/$batch?${version}`,
    body: [
      {
        method: 'PATCH',
        uri: `/_apis/wit/workitems/1?${version}`,
        headers: { 'Content-Type': patch },
        body: [title],
      },
    ],
  },
  { specification, method: 'POST', operation: undefined, address: `/_apis/wit/$batch?${version}`, body: [] },
  {
    specification,
    method: 'DELETE',
    operation: itemOperation,
    address: async (box) => `/${project}/_apis/wit/workitems/${await created(box)}?${version}`,
  },
  {
    specification,
    method: 'DELETE',
    operation: itemOperation,
    address: async (box) => `/${project}/_apis/wit/workitems/${await created(box)}?destroy=true&${version}`,
    status: 204,
  },
  {
    specification,
    method: 'POST',
    operation: '/{project}/_apis/wit/workitemsdelete',
    address: `/${project}/_apis/wit/workitemsdelete?${version}`,
    body: { ids: [11, 999_999], destroy: false, skipNotifications: true },
  },
  {
    specification,
    method: 'GET',
    operation: binOperation,
    address: async (box) => {
      await deleted(box)
      return `/${project}/_apis/wit/recyclebin?${version}`
    },
  },
  {
    specification,
    method: 'GET',
    operation: binOperation,
    address: async (box) => `/${project}/_apis/wit/recyclebin?ids=${await deleted(box)},1&${version}`,
  },
  {
    specification,
    method: 'GET',
    operation: `${binOperation}/{id}`,
    address: async (box) => `/${project}/_apis/wit/recyclebin/${await deleted(box)}?${version}`,
  },
  {
    specification,
    method: 'PATCH',
    operation: `${binOperation}/{id}`,
    address: async (box) => `/${project}/_apis/wit/recyclebin/${await deleted(box)}?${version}`,
    body: { IsDeleted: false },
  },
  {
    specification,
    method: 'DELETE',
    operation: `${binOperation}/{id}`,
    address: async (box) => `/${project}/_apis/wit/recyclebin/${await deleted(box)}?${version}`,
    status: 204,
  },
  {
    specification,
    method: 'GET',
    operation: rootOperation,
    address: `/${project}/_apis/wit/classificationnodes?$depth=1&${version}`,
  },
  {
    specification,
    method: 'GET',
    operation: rootOperation,
    address: `/${project}/_apis/wit/classificationnodes?ids=100,101&$depth=1&${version}`,
  },
  ...(['areas', 'iterations'] as const).flatMap((group): ConformanceCase[] => [
    {
      specification,
      method: 'GET',
      operation: nodeOperation,
      address: `/${project}/_apis/wit/classificationnodes/${group}?$depth=2&${version}`,
    },
    {
      specification,
      method: 'GET',
      operation: nodeOperation,
      address: async (box) => `${await newNode(box, group)}?${version}`,
    },
    {
      specification,
      method: 'POST',
      operation: nodeOperation,
      address: `/${project}/_apis/wit/classificationnodes/${group}?${version}`,
      makeBody: () => ({ name: `Node ${++nodes}`, ...(group === 'areas' ? {} : { attributes }) }),
      status: 201,
    },
    {
      specification,
      method: 'POST',
      operation: nodeOperation,
      address: async (box) => `${await newNode(box, group)}?${version}`,
      body: { name: 'Beneath' },
      status: 201,
    },
    {
      specification,
      method: 'PATCH',
      operation: nodeOperation,
      address: async (box) => `${await newNode(box, group)}?${version}`,
      makeBody: () => ({
        name: `Node ${++nodes}`,
        ...(group === 'areas' ? {} : { attributes }),
      }),
    },
    {
      specification,
      method: 'PATCH',
      operation: undefined,
      address: `/${project}/_apis/wit/classificationnodes/${group}?${version}`,
      body: {},
    },
    {
      specification,
      method: 'DELETE',
      operation: nodeOperation,
      address: async (box) => `${await newNode(box, group)}?${version}`,
      status: 204,
    },
    {
      specification,
      method: 'DELETE',
      operation: undefined,
      address: `/${project}/_apis/wit/classificationnodes/${group}?${version}`,
      status: 400,
    },
  ]),
]
