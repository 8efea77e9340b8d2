import { begin } from '../../data/release/deploy-release.js'
import type { Deployment, Release, ReleaseApproval, ReleaseEnvironment } from '../../data/release/release.js'
import { numbersParameter } from '../build/list-parameter.js'
import { matchesPerson } from '../build/matches-person.js'
import { pathNumber } from '../build/find-build.js'
import { badArgument } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { releasesOf } from './find-release.js'
import { numberPage } from './number-page.js'
import { shownApprovals } from './release-environment-answer.js'
import { releaseError, releaseLocation } from './release-error.js'
import { approvalAnswer } from './release-reference.js'
import { enumParameter, enumValue, flagsParameter } from '../enum-value.js'

const scope = ['project'] as const
const versions = released(3)
const one = {
  scope,
  versions,
  pattern: 'release/approvals/{approvalId}',
  location: releaseLocation('approvals', '9328e074-59fb-465a-89d9-b09c82ee5109'),
}

interface Found {
  id: number
  release: Release
  environment: ReleaseEnvironment
  deployment: Deployment
  approval: ReleaseApproval
}

/** Approvals of classic releases. */
export const releaseApprovalRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'release/approvals',
    scope,
    versions,
    location: releaseLocation('approvals', 'b47c6458-e73b-47cb-a770-4df1e8813a91'),
    answer: listApprovals,
  },
  { ...one, method: 'GET', answer: (call) => ({ status: 200, body: shown(call, findApproval(call)) }) },
  { ...one, method: 'PATCH', body: 'application/json', answer: updateApproval },
]

const statuses = {
  undefined: 0,
  pending: 1,
  approved: 2,
  rejected: 4,
  reassigned: 6,
  canceled: 7,
  skipped: 8,
}

/** Every approval asked for until now. */
function* allApprovals(call: EndpointCall): Generator<Found> {
  for (const release of releasesOf(call).releases) {
    if (release.isDeleted) continue
    for (const environment of release.environments) {
      for (const deployment of environment.deployments) {
        for (const list of [deployment.preApprovals, deployment.postApprovals]) {
          for (const approval of shownApprovals(call, deployment, list))
            yield { id: approval.id, release, environment, deployment, approval }
        }
      }
    }
  }
}

/** Pending ones unless asked for others. */
function listApprovals(call: EndpointCall) {
  const assigned = call.query('assignedToFilter')
  const status = flagsParameter(call, 'statusFilter', statuses) ?? new Set(['pending'])
  const releases = numbersParameter(call, 'releaseIdsFilter')
  const type = enumParameter(call, 'typeFilter', { undefined: 0, preDeploy: 1, postDeploy: 2, all: 3 }, 'all')
  const found = [...allApprovals(call)].filter(
    ({ release, approval }) =>
      (status.has('undefined') || status.has(approval.status)) &&
      (!assigned || (approval.approver && matchesPerson(approval.approver, assigned))) &&
      (!releases || releases.has(release.id)) &&
      (type === 'all' || type === 'undefined' || approval.type === type),
  )
  return numberPage(call, found, (other) => shown(call, other), 'top')
}

function findApproval(call: EndpointCall): Found {
  const id = pathNumber(call, 'approvalId')
  for (const found of allApprovals(call)) if (found.id === id) return found
  throw releaseError(404, 'ApprovalNotFoundException', `VS402971: Approval with ID ${id} does not exist.`)
}

/** Approves or rejects; when the last one before a deployment is given, it starts. */
function updateApproval(call: EndpointCall) {
  const found = findApproval(call)
  const { approval, deployment } = found
  const { status, comments } = jsonBody(call.request)
  const decision = enumValue(status, statuses, 'status')
  if (decision !== 'approved' && decision !== 'rejected')
    throw badArgument(`An approval cannot be set to "${String(status)}".`)
  if (approval.status !== 'pending')
    throw releaseError(
      400,
      'ApprovalUpdateException',
      `Approval ${approval.id} is already ${approval.status}.`,
    )
  approval.status = decision
  approval.approvedBy = call.caller
  approval.modifiedAt = call.now
  if (typeof comments === 'string') approval.comments = comments
  const all = deployment.preApprovals.every((other) => other.status === 'approved')
  if (approval.type === 'preDeploy' && all) begin(deployment, call.now)
  return { status: 200, body: shown(call, found) }
}

function shown(call: EndpointCall, { release, environment, deployment, approval }: Found) {
  return approvalAnswer(call, release, environment, deployment.attempt, approval)
}
