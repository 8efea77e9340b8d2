import { createGit, type GitData, type Repository } from '../git/git-data.js'
import type { Commit } from '../git/git-objects.js'
import type { PullRequest } from '../git/pull-request.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams, type Random } from '../random.js'
import { firstDate, lastDate, workers } from '../work-item-columns.js'
import { formatBuildNumber } from './build-number.js'
import type { Build, BuildArtifact, BuildReason, BuildResult } from './build.js'
import { contentOf, type BuildDefinition } from './definition.js'
import { makeLeases } from './make-leases.js'

const minute = 60_000
const day = 86_400_000
/** The last builds of a busy project stay unfinished. */
const held = [
  'inProgress',
  'notStarted',
  'inProgress',
  'cancelling',
  'postponed',
  'notStarted',
  'inProgress',
] as const
const oddTags = ['größe', 'a, b', 'C#', 'release/1.0', 'has space', '緊急']
const artifactNames = ['drop', 'größe & co/#1', 'logs+symbols']

/** The account by which the service itself queues builds. */
export function serviceAccount(organization: Organization): Person {
  return organization.people.find(({ uniqueName }) => uniqueName === '') ?? (organization.people[0] as Person)
}

/** `count` builds of a project with ids from `firstId` on, in the order they were queued. */
export function makeBuilds(
  organization: Organization,
  project: Project,
  definitions: readonly BuildDefinition[],
  count: number,
  firstId: number,
): Build[] {
  if (definitions.length === 0) return []
  const git = organization.part(createGit)
  const builds: Build[] = []
  const times = new Set<number>()
  const numbers = new Map<string, number>()
  /** No two builds of a project share a time, as those of the service hardly ever do: tokens are times (facts 6). */
  const unique = (time: number): number => {
    while (times.has(time)) time++
    times.add(time)
    return time
  }
  const step = (lastDate - day - firstDate) / count
  for (let at = 0; at < count; at++) {
    const random = randomStream(organization.seed, streams.build, project.index, at)
    const queuedAt = unique(Math.floor(firstDate + (at + random()) * step))
    // Half of them belong to the first two definitions.
    const definition = (random() < 0.5 ? definitions[at % 2] : pick(random, definitions)) ?? definitions[0]
    const heldAt = count > 50 ? at - (count - held.length) : -1
    const build = makeBuild(organization, git, definition as BuildDefinition, random, queuedAt, firstId + at)
    const { number, revision } = formatBuildNumber(
      contentOf(build.definition).buildNumberFormat,
      {
        at: queuedAt,
        definitionName: contentOf(build.definition).name,
        buildId: build.id,
        sourceBranch: build.sourceBranch,
        projectName: project.name,
      },
      (rest) => {
        const key = `${build.definition.id} ${rest}`
        const before = numbers.get(key) ?? 0
        numbers.set(key, before + 1)
        return before
      },
    )
    build.number = number
    build.numberRevision = revision
    build.startAt = unique(build.startAt)
    build.finishAt = unique(build.finishAt)
    if (heldAt >= 0) {
      build.held = held[heldAt] as (typeof held)[number]
      build.artifacts = []
      delete build.deleted
      delete build.yamlError
    }
    const before = builds.at(-1)
    if (build.reason === 'buildCompletion' && before && !before.held) build.triggeredBy = before
    builds.push(build)
  }
  return builds
}

function makeBuild(
  organization: Organization,
  git: GitData,
  definition: BuildDefinition,
  random: Random,
  queuedAt: number,
  id: number,
): Build {
  const { people } = organization
  const content = contentOf(definition)
  const { repository } = content
  const pullRequest = random() < 0.15 ? pullRequestBefore(git, repository, queuedAt, random) : undefined
  const requestedFor = pullRequest?.createdBy ?? (people[below(random, workers)] as Person)
  const reason = pullRequest ? 'pullRequest' : reasonOf(random)
  const [sourceBranch, sourceVersion] = pullRequest
    ? [`refs/pull/${pullRequest.id}/merge`, pullRequest.lastMerge as string]
    : sourceOf(git, repository, content.defaultBranch, queuedAt, random)
  const startAt = queuedAt + 2_000 + below(random, 10 * minute)
  const finishAt = startAt + minute + below(random, 90 * minute)
  const result = resultOf(random)
  const yamlError =
    content.process.type === 2 && result === 'failed' && random() < 0.1
      ? `${content.process.yamlFilename}: (Line: 3, Col: 1): Unexpected value 'größe'`
      : undefined
  const byService = reason !== 'manual' && reason !== 'userCreated'
  return {
    id,
    number: '',
    numberRevision: 1,
    project: definition.project,
    definition,
    definitionRevision:
      definition.revisions.findLast(({ changedAt }) => changedAt <= queuedAt)?.revision ?? 1,
    reason,
    priority: random() < 0.05 ? 'high' : 'normal',
    repository,
    sourceBranch,
    sourceVersion,
    queueId: content.queueId,
    requestedBy: byService ? serviceAccount(organization) : requestedFor,
    requestedFor,
    lastChangedBy: serviceAccount(organization),
    queuedAt,
    startAt,
    finishAt: yamlError === undefined ? finishAt : startAt + 400,
    result,
    live: false,
    ...(yamlError === undefined ? {} : { yamlError }),
    attempt: 1,
    tags: random() < 0.15 ? [...new Set([pick(random, oddTags), pick(random, oddTags)])].sort() : [],
    parameters:
      reason === 'manual' && random() < 0.3 ? { 'system.debug': 'true', note: 'größer "als" \\ 5' } : {},
    templateParameters: reason === 'manual' && random() < 0.2 ? { environment: 'tëst' } : {},
    triggerInfo: pullRequest
      ? pullRequestInfo(pullRequest)
      : triggerInfo(reason, content.defaultBranch, sourceVersion),
    retainedByRelease: random() < 0.02,
    leases: random() < 0.03 ? makeLeases(id, queuedAt, requestedFor) : [],
    artifacts: yamlError === undefined && result !== 'canceled' ? makeArtifacts(random, result) : [],
    properties: new Map(),
    ...(random() < 0.02
      ? { deleted: { by: requestedFor, at: finishAt + 30 * day, reason: 'Retention' } }
      : {}),
  }
}

function reasonOf(random: Random): BuildReason {
  const kind = random()
  if (kind < 0.55) return 'individualCI'
  if (kind < 0.65) return 'batchedCI'
  if (kind < 0.8) return 'schedule'
  if (kind < 0.96) return 'manual'
  return kind < 0.98 ? 'buildCompletion' : 'resourceTrigger'
}

function resultOf(random: Random): BuildResult {
  const kind = random()
  if (kind < 0.7) return 'succeeded'
  if (kind < 0.76) return 'partiallySucceeded'
  return kind < 0.93 ? 'failed' : 'canceled'
}

function makeArtifacts(random: Random, result: BuildResult): BuildArtifact[] {
  const count = result === 'failed' ? below(random, 2) : 1 + below(random, artifactNames.length)
  return artifactNames.slice(0, count).map((name, at) => ({
    id: at + 1,
    name,
    kind: at === 2 ? 'Container' : 'PipelineArtifact',
    size: 1000 + below(random, 50_000_000),
  }))
}

/** The branch and the newest commit on it at that time; the oldest one where the repository is younger. */
function sourceOf(
  git: GitData,
  repository: Repository,
  defaultBranch: string,
  at: number,
  random: Random,
): [branch: string, commit: string] {
  if (random() < 0.1) {
    const ref = pick(random, git.refs(repository))
    const commit = ref.name.startsWith('refs/heads/') ? git.commit(repository, ref.objectId) : undefined
    if (commit && commit.committer.date <= at) return [ref.name, commit.id]
  }
  return [defaultBranch, newestCommitAt(git, repository, at).id]
}

/** The newest commit of the default branch at a time; the oldest one where there was none yet. */
export function newestCommitAt(git: GitData, repository: Repository, at: number): Commit {
  const commits = git.commits(repository)
  return commits[firstIndex(commits, ({ committer }) => committer.date <= at)] ?? (commits.at(-1) as Commit)
}

function pullRequestBefore(
  git: GitData,
  repository: Repository,
  at: number,
  random: Random,
): PullRequest | undefined {
  const all = git.pullRequests(repository)
  const from = firstIndex(all, ({ createdAt }) => createdAt <= at)
  const found = all[from + below(random, 5)]
  return found?.lastMerge === undefined ? undefined : found
}

/** Index of the first element that fits, in a list in which all after it fit as well. */
function firstIndex<T>(list: readonly T[], fits: (element: T) => boolean): number {
  let from = 0
  let to = list.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (fits(list[middle] as T)) to = middle
    else from = middle + 1
  }
  return from
}

/** What a build tells of the pull request it checks. */
export function pullRequestInfo(pullRequest: PullRequest): Record<string, string> {
  return {
    'pr.number': String(pullRequest.id),
    'pr.isFork': 'False',
    'pr.triggerRepository': pullRequest.repository.id,
    'pr.triggerRepository.Type': 'TfsGit',
    'pr.sourceBranch': pullRequest.sourceRef,
    'pr.sourceSha': pullRequest.lastMergeSource,
    'pr.title': pullRequest.title,
    'pr.draft': pullRequest.isDraft ? 'True' : 'False',
  }
}

function triggerInfo(reason: BuildReason, branch: string, commit: string): Record<string, string> {
  if (reason === 'individualCI' || reason === 'batchedCI')
    return { 'ci.sourceBranch': branch, 'ci.sourceSha': commit, 'ci.message': 'Pushed' }
  return reason === 'schedule' ? { scheduleName: 'Nightly größe' } : {}
}
