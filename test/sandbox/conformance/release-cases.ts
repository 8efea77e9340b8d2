import { createReleases } from '../../../sandbox/data/release/release-data.js'
import type { Release } from '../../../sandbox/data/release/release.js'
import type { Client, Json } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const specification = 'release/release.json'
const project = '/Fabrikam%20Fiber/_apis/release'
const of = '/{project}/_apis/release'
const upper = '/{project}/_apis/Release'
const v = 'api-version=7.1'

function newest(box: Client, fits: (release: Release) => boolean = () => true): Release {
  const [first] = box.organization.projects
  if (!first) throw new Error('there is no project')
  const found = box.organization
    .part(createReleases)
    .of(first)
    .releases.findLast((release) => !release.isDeleted && fits(release))
  if (!found) throw new Error('there is no such release')
  return found
}

const started = (release: Release) => (release.environments[0]?.deployments.length ?? 0) > 0

const definition = (name: string, userId: string): Json => ({
  name,
  path: '\\',
  environments: [
    {
      id: 0,
      name: 'PROD',
      preDeployApprovals: { approvals: [{ rank: 1, isAutomated: false, approver: { id: userId } }] },
      postDeployApprovals: { approvals: [{ rank: 1, isAutomated: true }] },
      deployPhases: [
        { rank: 1, phaseType: 'agentBasedDeployment', deploymentInput: { queueId: 1 }, workflowTasks: [] },
      ],
      conditions: [{ name: 'ReleaseStarted', conditionType: 'event', value: '' }],
      retentionPolicy: { daysToKeep: 30, releasesToKeep: 3, retainBuild: true },
    },
  ],
  variables: { NonSecretVariable: { value: 'x' }, secret: { value: 'x', isSecret: true } },
})

/** A definition whose only environment the caller must approve. */
async function created(box: Client, name: string): Promise<Json> {
  return (await box.post(`${project}/definitions?${v}`, definition(name, box.me.id))).body
}

/** What a case that changes something is to send back; its address makes it. */
let changed: Json

/** A release of such a definition that nothing has happened to. */
async function createdRelease(box: Client, name: string): Promise<Json> {
  const { id } = await created(box, name)
  return (await box.post(`${project}/releases?${v}`, { definitionId: id, manualEnvironments: ['PROD'] })).body
}

export const releaseCases: readonly ConformanceCase[] = [
  { specification, method: 'GET', operation: `${of}/releases`, address: `${project}/releases` },
  {
    specification,
    method: 'GET',
    operation: `${of}/releases`,
    address: `${project}/releases?$expand=environments,artifacts&$top=100`,
  },
  {
    specification,
    method: 'POST',
    operation: `${of}/releases`,
    address: `${project}/releases?${v}`,
    body: { definitionId: 2, description: 'größe', isDraft: false, reason: 'none', manualEnvironments: null },
  },
  {
    specification,
    method: 'GET',
    operation: `${of}/releases/{releaseId}`,
    address: (box) => `${project}/releases/${newest(box, started).id}`,
  },
  {
    specification,
    method: 'PATCH',
    operation: `${of}/releases/{releaseId}`,
    address: async (box) => `${project}/releases/${(await createdRelease(box, 'to abandon')).id}?${v}`,
    body: { status: 'abandoned', comment: 'größe' },
  },
  {
    specification,
    method: 'GET',
    operation: `${upper}/releases/{releaseId}/environments/{environmentId}`,
    address(box) {
      const release = newest(box, started)
      return `${project}/releases/${release.id}/environments/${release.environments[0]?.id}`
    },
  },
  {
    specification,
    method: 'PATCH',
    operation: `${upper}/releases/{releaseId}/environments/{environmentId}`,
    async address(box) {
      const release = await createdRelease(box, 'to deploy')
      return `${project}/releases/${release.id}/environments/${release.environments[0].id}?${v}`
    },
    body: { status: 'inProgress', scheduledDeploymentTime: null, comment: null, variables: {} },
  },
  {
    specification,
    method: 'GET',
    operation: `${upper}/releases/{releaseId}/manualinterventions`,
    address: (box) => `${project}/releases/${newest(box).id}/manualinterventions`,
  },
  {
    specification,
    method: 'GET',
    operation: `${of}/releases/{releaseId}/environments/{environmentId}/deployPhases/{releaseDeployPhaseId}/tasks/{taskId}/logs`,
    address(box) {
      const release = newest(
        box,
        (one) => (one.environments[0]?.deployments[0]?.startAt ?? Infinity) <= box.clock.now(),
      )
      const environment = release.environments[0]
      const phase = environment?.deployments[0]?.id
      return `${project}/releases/${release.id}/environments/${environment?.id}/deployPhases/${phase}/tasks/1/logs`
    },
  },
  {
    specification,
    method: 'GET',
    operation: `${of}/definitions`,
    address: `${project}/definitions?$expand=environments,artifacts,tags`,
  },
  { specification, method: 'GET', operation: `${of}/definitions`, address: `${project}/definitions` },
  {
    specification,
    method: 'GET',
    operation: `${of}/definitions/{definitionId}`,
    address: `${project}/definitions/1`,
  },
  {
    specification,
    method: 'POST',
    operation: `${of}/definitions`,
    address: `${project}/definitions?${v}`,
    makeBody: (box) => definition('Fabrikam-web', box.me.id),
  },
  {
    specification,
    method: 'PUT',
    operation: `${of}/definitions`,
    async address(box) {
      changed = await created(box, 'to change')
      return `${project}/definitions?${v}`
    },
    makeBody: () => ({ ...changed, comment: 'größe' }),
  },
  {
    specification,
    method: 'DELETE',
    operation: `${of}/definitions/{definitionId}`,
    address: async (box) => `${project}/definitions/${(await created(box, 'to delete')).id}?${v}`,
    status: 204,
  },
  {
    specification,
    method: 'GET',
    operation: `${upper}/definitions/{definitionId}/revisions`,
    address: `${project}/definitions/1/revisions`,
  },
  {
    specification,
    method: 'GET',
    operation: `${upper}/definitions/{definitionId}/revisions/{revision}`,
    address: `${project}/definitions/1/revisions/1`,
  },
  {
    specification,
    method: 'GET',
    operation: `${of}/approvals`,
    address: `${project}/approvals?statusFilter=undefined`,
  },
  { specification, method: 'GET', operation: `${of}/approvals`, address: `${project}/approvals` },
  {
    specification,
    method: 'GET',
    operation: undefined,
    address: async (box) =>
      `${project}/approvals/${(await box.get(`${project}/approvals`)).body.value[0].id}`,
  },
  {
    specification,
    method: 'PATCH',
    operation: `${of}/approvals/{approvalId}`,
    address: async (box) =>
      `${project}/approvals/${(await box.get(`${project}/approvals`)).body.value[0].id}?${v}`,
    body: { status: 'approved', comments: 'Good to go! größe' },
  },
  {
    specification,
    method: 'GET',
    operation: `${of}/deployments`,
    address: `${project}/deployments?$top=100`,
  },
  { specification, method: 'GET', operation: `${of}/folders/{path}`, address: `${project}/folders` },
  { specification, method: 'GET', operation: `${of}/folders/{path}`, address: `${project}/folders/%5C` },
]
