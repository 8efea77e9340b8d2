import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import { below, pick, randomStream, streams, type Random } from '../random.js'
import { longText, titleText } from '../texts.js'
import { lastDate } from '../work-item-columns.js'
import { addComment, addSystemThread, addThread, type Discussion, type ThreadStatus } from './discussion.js'
import { createGit } from './git-data.js'
import { isTeam, type PullRequest } from './pull-request.js'
import { writersOf } from './pull-request-plan.js'
import { trackedPaths } from './change-tracking.js'
import { changedFiles } from './trees.js'

/** The discussions of pull requests, each made when first asked for; get it by `organization.part(createDiscussions)`. */
export interface Discussions {
  of(pullRequest: PullRequest): Discussion
}

const threadStatuses: readonly ThreadStatus[] = [
  'active',
  'fixed',
  'fixed',
  'closed',
  'wontFix',
  'byDesign',
  'pending',
]
const remarks = [
  'Nice!',
  'Why not `const`?\n\n```ts\nconst größe = 1\n```',
  'nit: "quotes" & <b>tags</b>',
  'これはバグですか？',
  'Please see the [page](https://example.com/?a=1&b=2).',
  'LGTM 🚀',
]

export function createDiscussions(organization: Organization): Discussions {
  const git = organization.part(createGit)
  const made = new Map<PullRequest, Discussion>()
  return {
    of(pullRequest) {
      let discussion = made.get(pullRequest)
      if (!discussion) {
        discussion = { threads: [], statuses: [], lastStatusId: 0, properties: new Map() }
        made.set(pullRequest, discussion)
        // Pull requests made since the start begin with an empty discussion.
        if (pullRequest.id <= git.plan.total) talk(organization, pullRequest, discussion)
      }
      return discussion
    },
  }
}

/** What was said by now about a generated pull request, in the order of time. */
function talk(organization: Organization, pullRequest: PullRequest, discussion: Discussion): void {
  const random = randomStream(organization.seed, streams.pullRequestDiscussion, pullRequest.id)
  const { id, createdAt, closedAt, closedBy, createdBy, iterations, reviewers } = pullRequest
  const end = Math.max(createdAt + 1000, Math.min(closedAt ?? lastDate, createdAt + 20 * 86_400_000))
  const writers = writersOf(organization)
  const deeds: { at: number; happen(at: number): void }[] = []
  const between = (from: number) => from + Math.floor(random() * (end - from))
  for (const iteration of iterations.slice(1)) {
    deeds.push({ at: iteration.createdAt, happen: (at) => sayPushed(pullRequest, iteration, discussion, at) })
  }
  for (const { identity, vote } of reviewers) {
    if (isTeam(identity) || vote === 0) continue
    deeds.push({ at: between(createdAt), happen: (at) => sayVoted(discussion, id, identity, vote, at) })
  }
  for (let wanted = Math.floor(7 * random() ** 2); wanted > 0; wanted--) {
    deeds.push({
      at: between(createdAt),
      happen: (at) => remark(organization, pullRequest, discussion, random, writers, at, end),
    })
  }
  if (closedAt !== undefined && closedBy) {
    deeds.push({ at: closedAt, happen: (at) => sayClosed(discussion, pullRequest, closedBy, at) })
  }
  for (const { at, happen } of deeds.sort((a, b) => a.at - b.at)) happen(at)
  if (random() < 0.6) {
    const states = ['succeeded', 'succeeded', 'failed', 'pending', 'error', 'notApplicable']
    for (const iteration of iterations) {
      discussion.lastStatusId += 1
      const at = Math.min(lastDate, iteration.createdAt + 60_000)
      discussion.statuses.push({
        id: discussion.lastStatusId,
        state: pick(random, states),
        ...(random() < 0.8 ? { description: `Checked iteration ${iteration.id}` } : {}),
        context: { name: 'coverage', ...(random() < 0.7 ? { genre: 'quality' } : {}) },
        ...(random() < 0.7 ? { targetUrl: `https://ci.fabrikam.example/${id}/${iteration.id}` } : {}),
        createdBy,
        createdAt: at,
        updatedAt: at,
        ...(random() < 0.6 ? { iterationId: iteration.id } : {}),
      })
    }
  }
}

/** A person's vote, as the service notes it. */
export function sayVoted(
  discussion: Discussion,
  id: number,
  person: Person,
  vote: number,
  now: number,
): void {
  addSystemThread(discussion, id, person, `${person.displayName} voted ${vote}`, now, 'VoteUpdate', {
    VotedByDisplayName: person.displayName,
    VotedByTfId: person.id,
    VoteResult: String(vote),
  })
}

/** That the source branch moved. */
export function sayPushed(
  { id, sourceRef }: PullRequest,
  { author, source }: PullRequest['iterations'][number],
  discussion: Discussion,
  now: number,
): void {
  addSystemThread(discussion, id, author, `The reference ${sourceRef} was updated.`, now, 'RefUpdate', {
    RefName: sourceRef,
    RefNewHeadCommit: source,
    RefUpdatedByDisplayName: author.displayName,
    RefUpdatedByTfId: author.id,
  })
}

/** That a pull request changed its status. */
export function sayClosed(
  discussion: Discussion,
  { id, status }: PullRequest,
  by: Person,
  now: number,
): void {
  const word = { active: 'Active', completed: 'Completed', abandoned: 'Abandoned' }[status]
  const text = `${by.displayName} updated the pull request status to ${word}`
  addSystemThread(discussion, id, by, text, now, 'StatusUpdate', {
    Status: word,
    StatusUpdatedByDisplayName: by.displayName,
    StatusUpdatedByTfId: by.id,
  })
}

function remark(
  organization: Organization,
  pullRequest: PullRequest,
  discussion: Discussion,
  random: Random,
  writers: readonly Person[],
  at: number,
  end: number,
): void {
  const text =
    random() < 0.6 ? pick(random, remarks) : random() < 0.9 ? titleText(random) : longText(random) || '…'
  const thread = addThread(discussion, pullRequest.id, pick(random, writers), text, at, {
    status: pick(random, threadStatuses),
    properties: {
      'Microsoft.TeamFoundation.Discussion.SupportsMarkdown': { $type: 'System.Int32', $value: 1 },
    },
    ...(random() < 0.6 ? placeIn(organization, pullRequest, random, at) : {}),
  })
  for (let replies = below(random, 4); replies > 0; replies--) {
    const parent = random() < 0.8 ? 1 : thread.comments.length
    const time = Math.min(end, thread.updatedAt + below(random, 3_600_000))
    addComment(thread, pick(random, writers), pick(random, remarks), 'text', parent, time)
  }
  for (const comment of thread.comments) {
    if (random() < 0.15) comment.likes.push(pick(random, writers))
    if (random() < 0.04 && comment.id > 1) {
      comment.isDeleted = true
      comment.content = undefined
    }
  }
}

/** A line of a file that the pull request had changed by then. */
function placeIn(organization: Organization, pullRequest: PullRequest, random: Random, at: number) {
  const { objects } = organization.part(createGit).content(pullRequest.repository)
  const iteration =
    pullRequest.iterations.findLast(({ createdAt }) => createdAt <= at) ?? pullRequest.iterations[0]
  const tree = (id: string | undefined) => objects.commits.get(id ?? '')?.tree ?? ''
  const paths = [...changedFiles(objects, tree(iteration?.base), tree(iteration?.source))]
    .filter(([, { id }]) => id !== undefined)
    .map(([path]) => path)
  if (!iteration || paths.length === 0) return {}
  const filePath = pick(random, paths)
  const line = 1 + below(random, 4)
  return {
    place: {
      filePath,
      rightFileStart: { line, offset: 1 },
      rightFileEnd: { line, offset: 2 + below(random, 20) },
    },
    iterations: { first: 1, second: iteration.id },
    changeTrackingId: trackedPaths(objects, pullRequest).get(filePath) ?? 1,
  }
}
