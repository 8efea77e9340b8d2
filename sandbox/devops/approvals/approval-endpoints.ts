import {
  createPipelineChecks,
  type ApprovalStatus,
  type PipelineApproval,
} from '../../data/agents/pipeline-checks.js'
import { projectOf } from '../build/find-build.js'
import { listParameter } from '../build/list-parameter.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonList } from '../json-body.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { enumParameter, flagsParameter } from '../enum-value.js'

const shared = {
  scope: ['project'],
  versions: released(1),
} as const

const states = {
  undefined: 0,
  uninitiated: 1,
  pending: 2,
  approved: 4,
  rejected: 8,
  skipped: 16,
  canceled: 32,
  timedOut: 64,
  failed: 128,
  completed: 252,
  all: 255,
}

/** Approvals that runs wait (or waited) for. */
export const approvalRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: 'pipelines/approvals', answer: listApprovals },
  {
    ...shared,
    method: 'PATCH',
    pattern: 'pipelines/approvals',
    body: 'application/json',
    answer: updateApprovals,
  },
  {
    ...shared,
    method: 'GET',
    pattern: 'pipelines/approvals/{approvalId}',
    answer: (call) => ({
      status: 200,
      body: approvalAnswer(call, findApproval(call, call.path.approvalId as string)),
    }),
  },
]

function approvalsOf(call: EndpointCall): ReadonlyMap<string, PipelineApproval> {
  return call.organization.part(createPipelineChecks).approvals(projectOf(call))
}

function findApproval(call: EndpointCall, id: string): PipelineApproval {
  const found = approvalsOf(call).get(id.toLowerCase())
  if (!found)
    throw new DevOpsError(
      404,
      'Microsoft.Azure.Pipelines.Approval.WebApi.ApprovalNotFoundException',
      `The approval ${id} does not exist.`,
    )
  return found
}

/** By ids, people and state; `top` cuts, there is no token (facts 6). */
function listApprovals(call: EndpointCall) {
  const ids = listParameter(call, 'approvalIds')
  const people = listParameter(call, 'userIds')?.map((id) => id.toLowerCase())
  const wanted = flagsParameter(call, 'state', states)
  const all = ids ? ids.map((id) => findApproval(call, id)) : [...approvalsOf(call).values()]
  const found = all.filter(
    ({ status, steps }) =>
      (!wanted || wanted.has(status) || (wanted.has('completed') && status !== 'pending')) &&
      (!people || steps.some(({ assigned }) => people.includes(assigned.id))),
  )
  const top = wholeNumber(call, 'top', 0) ?? Infinity
  return list(found.slice(0, top).map((approval) => approvalAnswer(call, approval)))
}

/** Approves, rejects or skips; only what is pending can be decided. */
function updateApprovals(call: EndpointCall) {
  const updates = jsonList(call.request).map((entry) => {
    const { approvalId, status, comment, reassignTo } = (entry ?? {}) as Record<string, unknown>
    if (typeof approvalId !== 'string') throw badArgument('The update names no approval.')
    if (reassignTo) throw notEmulated('handing approvals to others')
    const approval = findApproval(call, approvalId)
    const decision = String(status).toLowerCase()
    if (decision !== 'approved' && decision !== 'rejected' && decision !== 'skipped')
      throw badArgument(`An approval cannot be set to "${String(status)}".`)
    if (approval.status !== 'pending')
      throw new DevOpsError(
        400,
        'Microsoft.Azure.Pipelines.Approval.WebApi.ApprovalInvalidStateException',
        `The approval ${approvalId} is already ${approval.status}.`,
      )
    return {
      approval,
      decision: decision as ApprovalStatus,
      comment: typeof comment === 'string' ? comment : '',
    }
  })
  for (const { approval, decision, comment } of updates) {
    approval.status = decision
    approval.modifiedAt = call.now
    for (const step of approval.steps)
      Object.assign(step, {
        status: decision,
        comment,
        actual: call.caller,
        modifiedBy: call.caller,
        modifiedAt: call.now,
      })
  }
  return list(updates.map(({ approval }) => approvalAnswer(call, approval)))
}

function approvalAnswer(call: EndpointCall, approval: PipelineApproval) {
  const withSteps = enumParameter(call, '$expand', { none: 0, steps: 1, permissions: 2 }, 'none') === 'steps'
  const { id, build } = approval
  return {
    id,
    steps: withSteps
      ? approval.steps.map((step, at) => ({
          assignedApprover: identityReference(call.base, step.assigned),
          ...(step.actual ? { actualApprover: identityReference(call.base, step.actual) } : {}),
          status: step.status,
          comment: step.comment,
          initiatedOn: serviceDate(approval.createdAt),
          lastModifiedOn: serviceDate(step.modifiedAt),
          lastModifiedBy: identityReference(call.base, step.modifiedBy),
          order: at + 1,
          history: [],
        }))
      : [],
    status: approval.status,
    createdOn: serviceDate(approval.createdAt),
    lastModifiedOn: serviceDate(approval.modifiedAt),
    executionOrder: 'anyOrder',
    minRequiredApprovers: approval.minRequiredApprovers,
    blockedApprovers: [],
    ...(approval.instructions === '' ? {} : { instructions: approval.instructions }),
    _links: { self: { href: `${call.base}/${build.project.id}/_apis/pipelines/approvals/${id}` } },
  }
}
