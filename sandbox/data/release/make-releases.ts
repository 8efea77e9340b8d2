import { createBuilds } from '../build/build-data.js'
import type { Build } from '../build/build.js'
import { serviceAccount } from '../build/make-builds.js'
import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams, type Random } from '../random.js'
import { firstDate, lastDate, workers } from '../work-item-columns.js'
import type { Deployment, Release, ReleaseApproval, ReleaseEnvironment } from './release.js'
import { releaseContentOf, type DefinitionEnvironment, type ReleaseDefinition } from './release-definition.js'

const minute = 60_000
const day = 86_400_000

/** `count` releases with ids from `firstId` on, in the order they were created. */
export function makeReleases(
  organization: Organization,
  project: Project,
  definitions: readonly ReleaseDefinition[],
  count: number,
  firstId: number,
): Release[] {
  const { byDefinition } = organization.part(createBuilds).of(project)
  const numbers = new Map<ReleaseDefinition, number>()
  const releases: Release[] = []
  const step = (lastDate - 20 * day - firstDate) / Math.max(1, count)
  for (let at = 0; definitions.length > 0 && at < count; at++) {
    const random = randomStream(organization.seed, streams.release, project.index, at)
    const definition = pick(random, definitions)
    const content = releaseContentOf(definition)
    const createdAt = Math.floor(firstDate + day + (at + random()) * step)
    const artifacts = content.artifacts.flatMap(({ alias, definition: source }) => {
      const build = newestSuccess(byDefinition.get(source) ?? [], createdAt)
      return build ? [{ alias, build }] : []
    })
    const number = (numbers.get(definition) ?? 0) + 1
    numbers.set(definition, number)
    const createdBy = organization.people[below(random, workers)] ?? definition.createdBy
    const release: Release = {
      id: firstId + at,
      name: `Release-${number}`,
      project,
      definition,
      definitionRevision: definition.revisions.length,
      status: random() < 0.06 ? 'abandoned' : random() < 0.03 ? 'draft' : 'active',
      reason: content.continuous && artifacts.length > 0 ? 'continuousIntegration' : 'manual',
      description: random() < 0.3 ? 'Größere „Änderung“' : '',
      createdBy,
      createdAt,
      modifiedBy: createdBy,
      modifiedAt: createdAt,
      artifacts,
      environments: [],
      variables: content.variables,
      keepForever: random() < 0.05,
      tags: random() < 0.1 ? ['größe', 'hot fix'] : [],
      isDeleted: random() < 0.02,
    }
    release.environments = makeEnvironments(organization, release, content.environments, random)
    releases.push(release)
  }
  return releases
}

function newestSuccess(builds: readonly Build[], at: number): Build | undefined {
  return builds.findLast(
    ({ result, finishAt, held, deleted }) => result === 'succeeded' && finishAt <= at && !held && !deleted,
  )
}

function makeEnvironments(
  organization: Organization,
  release: Release,
  definitions: readonly DefinitionEnvironment[],
  random: Random,
): ReleaseEnvironment[] {
  let from: number | undefined = release.status === 'active' ? release.createdAt + 5_000 : undefined
  return definitions.map((definition) => {
    const environment: ReleaseEnvironment = {
      id: release.id * 10 + definition.rank,
      definition,
      deployments: [],
    }
    const attempts: number = from === undefined ? 0 : random() < 0.1 ? 2 : 1
    for (let attempt = 1; attempt <= attempts && from !== undefined; attempt++) {
      const deployment = makeDeployment(organization, release, environment, attempt, from, random)
      // Only what failed is tried again.
      if (attempt < attempts) deployment.result = 'failed'
      environment.deployments.push(deployment)
      const done = deployment.finishAt !== undefined && deployment.canceledAt === undefined
      if (!done) break
      const at = deployment.finishAt as number
      const goesOn = attempt < attempts || (deployment.result === 'succeeded' && approved(deployment))
      from = goesOn ? at + minute : undefined
    }
    const last = environment.deployments.at(-1)
    const success =
      last?.finishAt !== undefined &&
      last.result === 'succeeded' &&
      approved(last) &&
      last.canceledAt === undefined
    if (!success) from = undefined
    return environment
  })
}

function approved({ preApprovals, postApprovals }: Deployment): boolean {
  return [...preApprovals, ...postApprovals].every(({ status }) => status === 'approved')
}

function makeDeployment(
  organization: Organization,
  release: Release,
  environment: ReleaseEnvironment,
  attempt: number,
  queuedAt: number,
  random: Random,
): Deployment {
  const id = environment.id * 10 + attempt
  const kind = random()
  const pre = makeApprovals(environment.definition.preApprovers, 'preDeploy', id * 10, queuedAt, random)
  const waits = pre.some(({ status }) => status !== 'approved')
  const startAt = Math.max(...pre.map(({ modifiedAt }) => modifiedAt)) + 2_000
  const finishAt = startAt + minute + below(random, 30 * minute)
  const result = kind < 0.8 ? 'succeeded' : kind < 0.9 ? 'failed' : 'partiallySucceeded'
  const service = serviceAccount(organization)
  return {
    id,
    attempt,
    reason: attempt === 1 ? 'automated' : 'manual',
    requestedBy: attempt === 1 ? service : release.createdBy,
    requestedFor: release.createdBy,
    queuedAt,
    ...(waits ? {} : { startAt, finishAt }),
    result,
    live: false,
    ...(kind > 0.96 && !waits ? { canceledAt: startAt + 10_000 } : {}),
    preApprovals: pre,
    postApprovals: makePostApprovals(
      environment,
      id,
      waits || result === 'failed' || kind > 0.96,
      finishAt,
      random,
    ),
  }
}

function makePostApprovals(
  environment: ReleaseEnvironment,
  deployment: number,
  none: boolean,
  at: number,
  random: Random,
): ReleaseApproval[] {
  return none
    ? []
    : makeApprovals(environment.definition.postApprovers, 'postDeploy', deployment * 10 + 5, at, random)
}

/** Of nobody: the one the service gives itself. */
function makeApprovals(
  approvers: DefinitionEnvironment['preApprovers'],
  type: ReleaseApproval['type'],
  firstId: number,
  createdAt: number,
  random: Random,
): ReleaseApproval[] {
  if (approvers.length === 0)
    return [
      { id: firstId, type, status: 'approved', comments: '', createdAt, modifiedAt: createdAt + 50, rank: 1 },
    ]
  return approvers.map((approver, at) => {
    const kind = random()
    const status = kind < 0.7 ? 'approved' : kind < 0.8 ? 'rejected' : 'pending'
    return {
      id: firstId + at,
      type,
      approver,
      ...(status === 'pending' ? {} : { approvedBy: approver }),
      status,
      comments: status === 'pending' ? '' : status === 'approved' ? 'Good to go! 👍' : 'Nicht „heute“',
      createdAt,
      modifiedAt: status === 'pending' ? createdAt : createdAt + below(random, 600 * minute),
      rank: 1,
    }
  })
}
