import { createPipelineChecks } from '../../../sandbox/data/agents/pipeline-checks.js'
import { createBuilds } from '../../../sandbox/data/build/build-data.js'
import { stateOf, type Build } from '../../../sandbox/data/build/build.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const specification = 'pipelines/pipelines.json'
const project = '/Fabrikam%20Fiber/_apis/pipelines'
const of = '/{project}/_apis/pipelines'
const v = 'api-version=7.1'
const preview = 'api-version=7.1-preview.1'

function firstProject(box: Client) {
  const [first] = box.organization.projects
  if (!first) throw new Error('there is no project')
  return first
}

function run(box: Client): Build {
  const found = box.organization
    .part(createBuilds)
    .of(firstProject(box))
    .builds.findLast(
      (build) =>
        stateOf(build, box.clock.now()).status === 'completed' &&
        !build.deleted &&
        build.artifacts.length > 0,
    )
  if (!found) throw new Error('there is no run')
  return found
}

const ofRun =
  (rest: string) =>
  (box: Client): string => {
    const { id, definition } = run(box)
    return `${project}/${definition.id}/runs/${id}${rest}`
  }

function pending(box: Client): string {
  const all = box.organization.part(createPipelineChecks).approvals(firstProject(box))
  const found = [...all.values()].find(({ status }) => status === 'pending')
  if (!found) throw new Error('no approval is pending')
  return found.id
}

const checks = 'approvalsAndChecks/pipelinesChecks.json'
const approvals = 'approvalsAndChecks/pipelinesapproval.json'
const permissions = 'approvalsAndChecks/pipelinePermissions.json'
const approvalCheck = {
  type: { id: '8c6f20a7-a545-4486-9777-f762fafe0d4d', name: 'Approval' },
  settings: {
    approvers: [],
    executionOrder: 'anyOrder',
    minRequiredApprovers: 0,
    instructions: '',
    blockedApprovers: [],
  },
  resource: { type: 'queue', id: '1', name: 'Default' },
  timeout: 43_200,
}

const taskCheck = {
  ...approvalCheck,
  type: { id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' },
  settings: {
    displayName: 'Business Hours',
    definitionRef: {
      id: '445fde2f-6c39-441c-807f-8a59ff2e075f',
      name: 'evaluateBusinessHours',
      version: '0.0.1',
    },
    inputs: { businessDays: 'Monday', timeZone: 'UTC', startTime: '04:00', endTime: '12:00' },
    retryInterval: 5,
  },
}

async function addedCheck(box: Client): Promise<string> {
  const answer = await box.post(`${project}/checks/configurations?${preview}`, taskCheck)
  return `${project}/checks/configurations/${answer.body.id}?${preview}`
}

export const pipelinesCases: readonly ConformanceCase[] = [
  { specification, method: 'GET', operation: of, address: project },
  {
    specification,
    method: 'POST',
    operation: of,
    address: `${project}?${v}`,
    makeBody: (box) => ({
      name: 'größe',
      folder: '\\Nightly',
      configuration: {
        type: 'yaml',
        path: '/ci.yml',
        repository: { id: run(box).repository.id, type: 'azureReposGit' },
      },
    }),
  },
  { specification, method: 'GET', operation: `${of}/{pipelineId}`, address: `${project}/1` },
  {
    specification,
    method: 'GET',
    operation: `${of}/{pipelineId}`,
    address: `${project}/2?pipelineVersion=1`,
  },
  {
    specification,
    method: 'POST',
    operation: `${of}/{pipelineId}/preview`,
    address: `${project}/1/preview?${v}`,
    body: { previewRun: true },
  },
  { specification, method: 'GET', operation: `${of}/{pipelineId}/runs`, address: `${project}/1/runs` },
  {
    specification,
    method: 'POST',
    operation: `${of}/{pipelineId}/runs`,
    address: `${project}/1/runs?${v}`,
    body: { variables: { note: { value: 'größe' } }, templateParameters: { a: 'b' } },
  },
  { specification, method: 'GET', operation: `${of}/{pipelineId}/runs/{runId}`, address: ofRun('') },
  {
    specification,
    method: 'GET',
    operation: `${of}/{pipelineId}/runs/{runId}/artifacts`,
    address: ofRun('/artifacts?artifactName=drop&$expand=signedContent'),
  },
  {
    specification,
    method: 'GET',
    operation: `${of}/{pipelineId}/runs/{runId}/logs`,
    address: ofRun('/logs?$expand=signedContent'),
  },
  {
    specification,
    method: 'GET',
    operation: `${of}/{pipelineId}/runs/{runId}/logs/{logId}`,
    address: ofRun('/logs/1'),
  },

  {
    specification: approvals,
    method: 'GET',
    operation: `${of}/approvals`,
    address: `${project}/approvals?$expand=steps`,
  },
  {
    specification: approvals,
    method: 'GET',
    operation: `${of}/approvals/{approvalId}`,
    address: (box) => `${project}/approvals/${pending(box)}`,
  },
  {
    specification: approvals,
    method: 'PATCH',
    operation: `${of}/approvals`,
    address: `${project}/approvals?${v}`,
    makeBody: (box) => [{ approvalId: pending(box), status: 'approved', comment: 'größe' }],
  },

  {
    specification: checks,
    method: 'GET',
    operation: `${of}/checks/configurations`,
    address: `${project}/checks/configurations?$expand=settings`,
  },
  {
    specification: checks,
    method: 'POST',
    operation: `${of}/checks/configurations`,
    address: `${project}/checks/configurations?${preview}`,
    body: approvalCheck,
  },
  {
    specification: checks,
    method: 'POST',
    operation: `${of}/checks/configurations`,
    address: `${project}/checks/configurations?${preview}`,
    body: taskCheck,
  },
  {
    specification: checks,
    method: 'GET',
    operation: `${of}/checks/configurations/{id}`,
    address: `${project}/checks/configurations/1`,
  },
  {
    specification: checks,
    method: 'PATCH',
    operation: `${of}/checks/configurations/{id}`,
    address: addedCheck,
    body: { ...taskCheck, timeout: 5 },
  },
  {
    specification: checks,
    method: 'DELETE',
    operation: `${of}/checks/configurations/{id}`,
    address: addedCheck,
    status: 204,
  },
  {
    specification: checks,
    method: 'POST',
    operation: `${of}/checks/queryconfigurations`,
    address: `${project}/checks/queryconfigurations?${preview}`,
    body: [{ type: 'queue', id: '1', name: 'Default' }],
  },

  {
    specification: permissions,
    method: 'PATCH',
    operation: `${of}/pipelinepermissions/{resourceType}/{resourceId}`,
    address: `${project}/pipelinepermissions/queue/1?${preview}`,
    body: { pipelines: [{ id: 1, authorized: true }], allPipelines: { authorized: true } },
  },
  {
    specification: permissions,
    method: 'GET',
    operation: `${of}/pipelinepermissions/{resourceType}/{resourceId}`,
    address: `${project}/pipelinepermissions/queue/1`,
  },
  {
    specification: permissions,
    method: 'PATCH',
    operation: `${of}/pipelinepermissions`,
    address: `${project}/pipelinepermissions?${preview}`,
    body: [{ resource: { type: 'queue', id: '2' }, pipelines: [{ id: 2, authorized: true }] }],
  },
]
