import type { Client, Json } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const specification = 'core/core.json'
const fiber = '/_apis/projects/Fabrikam%20Fiber'
const v = 'api-version=7.1'

const project = (name: string): Json => ({
  name,
  description: 'Made by a test.',
  visibility: 'private',
  capabilities: {
    versioncontrol: { sourceControlType: 'Git' },
    processTemplate: { templateTypeId: '6b724908-ef14-45cf-84f8-768b5384da45' },
  },
})

/** Creates a project, waits for it, and gives its address. */
async function created(box: Client, name: string): Promise<string> {
  await box.post(`/_apis/projects?${v}`, project(name))
  box.clock.setOffset(box.clock.offsetMs + 5_000)
  return `/_apis/projects/${encodeURIComponent(name)}`
}

async function createdTeam(box: Client, name: string): Promise<string> {
  await box.post(`${fiber}/teams?${v}`, { name })
  return `${fiber}/teams/${encodeURIComponent(name)}?${v}`
}

export const coreCases: readonly ConformanceCase[] = [
  { specification, method: 'GET', operation: '/_apis/projects', address: '/_apis/projects?stateFilter=all' },
  {
    specification,
    method: 'GET',
    operation: '/_apis/projects',
    address: '/_apis/projects?getDefaultTeamImageUrl=true',
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/projects/{projectId}',
    address: `${fiber}?includeCapabilities=true`,
  },
  {
    specification,
    method: 'POST',
    operation: '/_apis/projects',
    address: `/_apis/projects?${v}`,
    body: project('Graphic Design Institute'),
    status: 202,
  },
  {
    specification,
    method: 'PATCH',
    operation: '/_apis/projects/{projectId}',
    address: async (box) => `${await created(box, 'Adventure Works')}?${v}`,
    body: { name: 'Adventure Works 2', description: 'Renamed.' },
    status: 202,
  },
  {
    specification,
    method: 'DELETE',
    operation: '/_apis/projects/{projectId}',
    address: async (box) => `${await created(box, 'Wide World Importers')}?${v}`,
    status: 202,
  },
  {
    specification: 'operations/operations.json',
    method: 'GET',
    operation: '/_apis/operations/{operationId}',
    address: async (box) => {
      const { body } = await box.post(`/_apis/projects?${v}`, project('Lucerne Publishing'))
      return `/_apis/operations/${body.id}`
    },
  },
  {
    specification,
    method: 'PATCH',
    operation: '/_apis/projects/{projectId}/properties',
    address: `${fiber}/properties?api-version=7.1-preview.1`,
    body: [{ op: 'add', path: '/Alias', value: 'Fiber' }],
    contentType: 'application/json-patch+json',
    status: 204,
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/projects/{projectId}/properties',
    address: `${fiber}/properties?api-version=7.1-preview.1`,
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/process/processes',
    address: '/_apis/process/processes',
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/process/processes/{processId}',
    address: '/_apis/process/processes/adcc42ab-9882-485e-a3ed-7678f01f66bc',
  },
  { specification, method: 'GET', operation: undefined, address: '/_apis/projectcollections' },
  { specification, method: 'GET', operation: undefined, address: '/_apis/projectcollections/fabrikam' },
  { specification, method: 'GET', operation: undefined, address: '/_apis/resourceareas' },
  {
    specification,
    method: 'GET',
    operation: undefined,
    address: '/_apis/connectiondata?api-version=7.1-preview',
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/teams',
    address: '/_apis/teams?api-version=7.1-preview.3&$expandIdentity=true',
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/projects/{projectId}/teams',
    address: '/_apis/projects/Northwind-Traders/teams',
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/projects/{projectId}/teams/{teamId}',
    address: `${fiber}/teams/Empty%20Team?$expandIdentity=true`,
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/projects/{projectId}/teams/{teamId}/members',
    address: `${fiber}/teams/Fabrikam%20Fiber%20Team/members`,
  },
  {
    specification,
    method: 'GET',
    operation: '/_apis/projects/{projectId}/categorizedteams/',
    address: `${fiber}/categorizedteams?api-version=7.1-preview.1`,
  },
  {
    specification,
    method: 'POST',
    operation: '/_apis/projects/{projectId}/teams',
    address: `${fiber}/teams?${v}`,
    body: { name: 'Größe & Güte', description: 'New.' },
  },
  {
    specification,
    method: 'PATCH',
    operation: '/_apis/projects/{projectId}/teams/{teamId}',
    address: (box) => createdTeam(box, 'To be renamed'),
    body: { name: 'Renamed', description: 'Has another name now.' },
  },
  {
    specification,
    method: 'DELETE',
    operation: '/_apis/projects/{projectId}/teams/{teamId}',
    address: (box) => createdTeam(box, 'To be deleted'),
    status: 204,
  },
]
