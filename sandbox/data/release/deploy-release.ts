import { serviceAccount } from '../build/make-builds.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import { createReleases } from './release-data.js'
import {
  stateOfDeployment,
  type Deployment,
  type Release,
  type ReleaseApproval,
  type ReleaseEnvironment,
} from './release.js'

/** How long a deployment waits for an agent, and how long it runs (milliseconds). */
const waiting = 5_000
const running = 60_000

/** Starts to deploy to an environment: at once when nobody has to approve, otherwise when all have. */
export function startDeployment(
  organization: Organization,
  release: Release,
  environment: ReleaseEnvironment,
  reason: Deployment['reason'],
  by: Person,
  at: number,
): Deployment {
  const data = organization.part(createReleases)
  const { preApprovers, postApprovers } = environment.definition
  const deployment: Deployment = {
    id: data.nextId(),
    attempt: environment.deployments.length + 1,
    reason,
    requestedBy: by,
    requestedFor: release.createdBy,
    queuedAt: at,
    result: 'succeeded',
    live: true,
    preApprovals: askFor(data.nextId, preApprovers, 'preDeploy', at),
    postApprovals: askFor(data.nextId, postApprovers, 'postDeploy', at + waiting + running),
  }
  environment.deployments.push(deployment)
  if (preApprovers.length === 0) begin(deployment, at)
  return deployment
}

/** To be called when the last approval before the deployment was given. */
export function begin(deployment: Deployment, at: number): void {
  deployment.startAt = at + waiting
  deployment.finishAt = at + waiting + running
  for (const approval of deployment.postApprovals) {
    approval.createdAt = deployment.finishAt
    approval.modifiedAt = deployment.finishAt
  }
}

function askFor(
  nextId: () => number,
  approvers: readonly Person[],
  type: ReleaseApproval['type'],
  at: number,
): ReleaseApproval[] {
  const asked = { type, comments: '', createdAt: at, modifiedAt: at, rank: 1 }
  if (approvers.length === 0) return [{ ...asked, id: nextId(), status: 'approved' }]
  return approvers.map((approver) => ({ ...asked, id: nextId(), approver, status: 'pending' as const }))
}

/** Starts the environments whose conditions have come true until `now`, each at the moment they did. */
export function advance(organization: Organization, release: Release, now: number): void {
  // What was generated has come as far as it ever will by itself.
  if (release.status !== 'active' || !release.startedByHand) return
  for (let again = true; again;) {
    again = false
    for (const environment of release.environments) {
      if (environment.deployments.length > 0) continue
      const at = triggeredAt(release, environment, now)
      if (at === undefined) continue
      startDeployment(organization, release, environment, 'automated', serviceAccount(organization), at)
      again = true
    }
  }
}

/** When all conditions of an environment were true; undefined when they are not. */
function triggeredAt(release: Release, { definition }: ReleaseEnvironment, now: number): number | undefined {
  if (definition.conditions.length === 0) return undefined
  if (release.startedByHand?.includes(definition.name)) return undefined
  let at = release.createdAt
  for (const { conditionType, name } of definition.conditions) {
    if (conditionType !== 'environmentState') continue
    const other = release.environments.find((candidate) => candidate.definition.name === name)
    const last = other?.deployments.at(-1)
    const state = last && stateOfDeployment(last, now)
    if (state?.status !== 'succeeded' || state.finishedAt === undefined) return undefined
    at = Math.max(at, state.finishedAt)
  }
  return at
}
