import type { Person } from '../people.js'
import { below, guid, pick, randomStream, streams, type Random } from '../random.js'
import type { Team } from '../teams.js'
import { longText, titleText } from '../texts.js'
import { firstDate, lastDate } from '../work-item-columns.js'
import { workBranch } from './branch-names.js'
import { commitFiles } from './commit-files.js'
import { commitMessage } from './commit-message.js'
import { noObject } from './git-objects.js'
import { labelOf } from './labels.js'
import {
  abandonPullRequest,
  attemptMerge,
  completePullRequest,
  followPush,
  openPullRequest,
} from './merge-pull-request.js'
import type { CompletionOptions, MergeStrategy, PullRequestStatus, Reviewer, Vote } from './pull-request.js'
import type { PlannedPullRequest } from './pull-request-plan.js'
import { pushRefs, tipOf } from './repository-content.js'
import { featureWork } from './source-files.js'
import type { HistoryEvent, HistoryWriter } from './history-writer.js'

const hour = 3_600_000
const labelNames = ['needs docs', 'größe/XL', 'hotfix', 'do not merge', '"quoted"', 'api']

/** All that happens to a planned pull request: a branch with commits, its opening, more pushes, its end. */
export function pullRequestEvents(writer: HistoryWriter, plan: PlannedPullRequest): HistoryEvent[] {
  const { organization, repository, content } = writer
  const { id, createdAt, createdBy } = plan
  const random = randomStream(organization.seed, streams.pullRequestHistory, id)
  const main = repository.defaultBranch as string
  const source = `refs/heads/${workBranch(random, createdBy, id)}`
  const closesAt = createdAt + Math.floor(hour * (0.5 + 240 * random() ** 3))
  const outcome = drawOutcome(random, createdAt, closesAt)
  const end = outcome === 'active' ? Math.min(closesAt, lastDate) : closesAt
  const commitCount = 1 + Math.floor(4 * random() ** 2)
  let step = 0

  /** Commits on the source branch, from the present tip of it or else of the main branch. */
  function work(count: number, now: number, from = tipOf(content, source) ?? tipOf(content, main)): void {
    let tip = from
    for (let made = 0; made < count; made++) {
      const at = now - (count - 1 - made) * 1000
      tip = commitFiles(content, tip, featureWork(random, id, step), commitMessage(random), createdBy, at).id
      step += 1
    }
    pushRefs(content, [{ name: source, newId: tip as string }], createdBy, now)
    followPush(content, [source], createdBy, now)
  }

  const events: HistoryEvent[] = [
    {
      at: Math.max(firstDate + hour, createdAt - hour - below(random, 48 * hour)),
      happen: (now) => work(commitCount, now),
    },
    { at: createdAt, happen: () => open() },
  ]
  for (let more = random() < 0.4 ? 1 + below(random, 3) : 0; more > 0; more--) {
    const again = random() < 0.15
    events.push({
      at: createdAt + 60_000 + Math.floor(random() * (end - createdAt - 120_000)),
      happen: (now) => work(1, now, again ? tipOf(content, main) : undefined),
    })
  }
  if (outcome !== 'active') events.push({ at: closesAt, happen: () => close() })
  return events

  function open(): void {
    const description = random() < 0.8 ? descriptionText(random) : undefined
    openPullRequest(content, {
      id,
      repository,
      createdBy,
      createdAt,
      title: titleText(random),
      ...(description === undefined ? {} : { description }),
      sourceRef: source,
      targetRef: targetOf(random, main),
      isDraft: outcome !== 'completed' && random() < 0.15,
      mergeId: guid(organization.seed, streams.pullRequest, id),
      reviewers: drawReviewers(writer, random, plan, outcome),
      workItems: [...plan.workItems],
      labels: labelNames
        .filter(() => random() < 0.06)
        .map((name) => labelOf(organization, repository.project, name)),
      ...(outcome === 'active' && random() < 0.15
        ? { autoCompleteSetBy: createdBy, completionOptions: drawOptions(random) }
        : {}),
    })
  }

  function targetOf(draw: Random, otherwise: string): string {
    return draw() < 0.05 && content.refs.has('refs/heads/release/1.0') ? 'refs/heads/release/1.0' : otherwise
  }

  function close(): void {
    const pullRequest = content.pullRequests.get(id)
    if (!pullRequest) return
    const by = random() < 0.6 ? createdBy : pick(random, writer.writers)
    const done =
      outcome === 'completed' && completePullRequest(content, pullRequest, drawOptions(random), by, closesAt)
    if (done) return
    if (outcome === 'abandoned') attemptMerge(content, pullRequest, closesAt)
    abandonPullRequest(pullRequest, by, closesAt)
    if (random() < 0.3) pushRefs(content, [{ name: source, newId: noObject }], by, closesAt)
  }
}

/** Old ones are done; most of the last weeks' are still open. */
function drawOutcome(random: Random, createdAt: number, closesAt: number): PullRequestStatus {
  if (closesAt > lastDate) return 'active'
  const age = (lastDate - createdAt) / (lastDate - firstDate)
  const at = random()
  if (at < (age < 0.12 ? 0.6 : 0.06)) return 'active'
  return random() < 0.82 ? 'completed' : 'abandoned'
}

function drawOptions(random: Random): CompletionOptions {
  const at = random()
  const mergeStrategy: MergeStrategy =
    at < 0.55 ? 'noFastForward' : at < 0.9 ? 'squash' : at < 0.96 ? 'rebase' : 'rebaseMerge'
  return { mergeStrategy, deleteSourceBranch: random() < 0.65, transitionWorkItems: random() < 0.5 }
}

function descriptionText(random: Random): string {
  const at = random()
  if (at < 0.1) return longText(random)
  if (at < 0.2)
    return `# Why\n\n${'Long words about a short change, so that lists must cut them. '.repeat(9)}`
  return `${titleText(random).trim()}\n\n- [x] tests\n- [ ] docs – größer als nötig`
}

function drawReviewers(
  { organization, repository, writers }: HistoryWriter,
  random: Random,
  { createdBy }: PlannedPullRequest,
  outcome: PullRequestStatus,
): Reviewer[] {
  const people = new Set<Person>()
  for (let wanted = below(random, 5); wanted > 0; wanted--) people.add(pick(random, writers))
  people.delete(createdBy)
  const teams: Team[] =
    random() < 0.25
      ? organization.teams.filter(({ project }) => project === repository.project).slice(0, 1)
      : []
  const reviewers: Reviewer[] = []
  for (const identity of people) {
    const vote = drawVote(random, outcome)
    reviewers.push({
      identity,
      vote,
      isRequired: random() < 0.2,
      hasDeclined: vote === 0 && random() < 0.1,
      isFlagged: random() < 0.05,
      votedFor:
        vote === 0 ? [] : teams.filter(({ members }) => members.some(({ person }) => person === identity)),
    })
  }
  for (const identity of teams) {
    const votes = reviewers.filter(({ votedFor }) => votedFor.includes(identity)).map(({ vote }) => vote)
    const vote = votes.some((given) => given < 0)
      ? (Math.min(...votes) as Vote)
      : (Math.max(0, ...votes) as Vote)
    reviewers.push({
      identity,
      vote,
      isRequired: random() < 0.6,
      hasDeclined: false,
      isFlagged: false,
      votedFor: [],
    })
  }
  return reviewers
}

function drawVote(random: Random, outcome: PullRequestStatus): Vote {
  const at = random()
  if (outcome === 'completed') return at < 0.7 ? 10 : at < 0.85 ? 5 : 0
  return at < 0.35 ? 0 : at < 0.55 ? 10 : at < 0.7 ? 5 : at < 0.9 ? -5 : -10
}
