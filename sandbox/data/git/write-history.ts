import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import { below, pick, randomStream, streams } from '../random.js'
import { firstDate, lastDate } from '../work-item-columns.js'
import { workBranch } from './branch-names.js'
import { commitFiles } from './commit-files.js'
import { commitMessage } from './commit-message.js'
import { writeTag } from './git-objects.js'
import { attemptMerge, signatureOf } from './merge-pull-request.js'
import { writersOf, type PlannedPullRequest } from './pull-request-plan.js'
import { createContent, pushRefs, tipOf, type RepositoryContent } from './repository-content.js'
import type { HistoryEvent, HistoryWriter } from './history-writer.js'
import { pullRequestEvents } from './pull-request-events.js'
import type { HistorySize, Repository } from './repositories.js'
import { writeStatuses } from './write-statuses.js'
import { firstFiles, maintenance, type FileEdits } from './source-files.js'

interface Amounts {
  /** Pushes to the default branch. */
  direct: number
  /** Branches that are in no pull request. */
  branches: number
  releases: number
}

const amounts: Record<Exclude<HistorySize, 'none'>, Amounts> = {
  small: { direct: 8, branches: 1, releases: 1 },
  medium: { direct: 60, branches: 5, releases: 3 },
  large: { direct: 700, branches: 60, releases: 12 },
}
const day = 86_400_000

/** Writes the past of a generated repository: commits, branches, tags, pushes and the planned pull requests. */
export function writeHistory(
  organization: Organization,
  repository: Repository,
  at: number,
  size: HistorySize,
  planned: readonly PlannedPullRequest[],
): RepositoryContent {
  const content = createContent()
  if (size === 'none') return content
  const random = randomStream(organization.seed, streams.gitHistory, repository.project.index, at)
  const writer: HistoryWriter = {
    organization,
    repository,
    content,
    random,
    writers: writersOf(organization),
  }
  const main = repository.defaultBranch as string
  const { direct, branches, releases } = amounts[size]
  commitTo(writer, main, firstFiles(repository.name), 'Initial commit', firstDate)

  const times = (count: number): number[] =>
    Array.from(
      { length: count },
      () => firstDate + day + Math.floor(random() * (lastDate - firstDate - 2 * day)),
    ).sort((a, b) => a - b)
  const events: HistoryEvent[] = []
  for (const [number, time] of times(direct).entries()) {
    events.push({
      at: time,
      happen: (now) => commitTo(writer, main, maintenance(random, number), commitMessage(random), now),
    })
  }
  for (const [number, time] of times(branches).entries()) {
    events.push({ at: time, happen: (now) => startBranch(writer, main, number, now) })
  }
  for (const [number, time] of times(releases).entries()) {
    events.push({ at: time, happen: (now) => release(writer, main, number, now) })
  }
  for (const plan of planned) events.push(...pullRequestEvents(writer, plan))
  for (const event of events.sort((a, b) => a.at - b.at)) event.happen(Math.floor(event.at / 1000) * 1000)
  // The target has moved since: what could be merged once may conflict now.
  for (const pullRequest of content.pullRequests.values()) {
    if (pullRequest.status === 'active') attemptMerge(content, pullRequest, lastDate)
  }
  writeStatuses(writer)
  return content
}

/** One commit on a branch, pushed by its author. */
function commitTo(
  { content, random, writers }: HistoryWriter,
  ref: string,
  edits: FileEdits,
  message: string,
  now: number,
  author: Person = pick(random, writers),
): void {
  const commit = commitFiles(content, tipOf(content, ref), edits, message, author, now)
  pushRefs(content, [{ name: ref, newId: commit.id }], author, now + below(random, 60_000))
}

function startBranch(writer: HistoryWriter, main: string, number: number, now: number): void {
  const { content, random, writers } = writer
  const author = pick(random, writers)
  const name = `refs/heads/${number === 0 ? 'develop' : workBranch(random, author, 9000 + number)}`
  pushRefs(content, [{ name, newId: tipOf(content, main) as string }], author, now)
  for (let step = below(random, 3); step > 0; step--) {
    const edits = new Map([[`/spikes/spike-${number}.md`, `Try ${step}\n`]])
    commitTo(writer, name, edits, commitMessage(random), now + 60_000, author)
  }
}

/** A release branch for the first of a year's, an annotated tag for all, and one tag that is none. */
function release(writer: HistoryWriter, main: string, number: number, now: number): void {
  const { content, random, writers } = writer
  const author = pick(random, writers)
  const commit = tipOf(content, main) as string
  const version = `${1 + Math.floor(number / 4)}.${number % 4}`
  if (number % 4 === 0)
    pushRefs(content, [{ name: `refs/heads/release/${version}`, newId: commit }], author, now)
  const name = number === 2 ? 'größe#2' : `v${version}`
  const tagger = signatureOf(author, now)
  const tag = writeTag(content.objects, { name, message: `Release ${version}\n`, tagger, commit })
  pushRefs(content, [{ name: `refs/tags/${name}`, newId: tag.id }], author, now)
  if (number === 1) pushRefs(content, [{ name: 'refs/tags/nightly/latest', newId: commit }], author, now)
}
