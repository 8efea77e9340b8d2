import type { Person } from '../people.js'
import { commitsBetween, mergeBase } from './commit-graph.js'
import { noObject, writeCommit, type Commit, type Signature } from './git-objects.js'
import type { CompletionOptions, Iteration, PullRequest } from './pull-request.js'
import { pushRefs, setRef, tipOf, type RepositoryContent } from './repository-content.js'
import { emptyTree, mergeTrees } from './trees.js'

/** What a new pull request is made of; the rest follows from the branches. */
export type NewPullRequest = Omit<
  PullRequest,
  'status' | 'mergeStatus' | 'lastMergeSource' | 'lastMergeTarget' | 'iterations'
>

/** Makes a pull request between two branches, which must exist, with its first iteration and attempt to merge. */
export function openPullRequest(content: RepositoryContent, asked: NewPullRequest): PullRequest {
  const source = tipOf(content, asked.sourceRef) as string
  const target = tipOf(content, asked.targetRef) as string
  const made: PullRequest = {
    ...asked,
    status: 'active',
    mergeStatus: 'queued',
    lastMergeSource: source,
    lastMergeTarget: target,
    iterations: [],
  }
  addIteration(content, made, 'create', asked.createdBy, asked.createdAt)
  content.pullRequests.set(made.id, made)
  return made
}

/** Adds the present state of the source branch as an iteration, and tries to merge it. */
export function addIteration(
  content: RepositoryContent,
  pullRequest: PullRequest,
  reason: Iteration['reason'],
  author: Person,
  now: number,
): void {
  const source = tipOf(content, pullRequest.sourceRef) ?? pullRequest.lastMergeSource
  const target = tipOf(content, pullRequest.targetRef) ?? pullRequest.lastMergeTarget
  pullRequest.iterations.push({
    id: pullRequest.iterations.length + 1,
    author,
    createdAt: now,
    source,
    target,
    base: mergeBase(content.objects, source, target)?.id ?? target,
    reason,
  })
  attemptMerge(content, pullRequest, now)
}

/** Adds an iteration to every active pull request whose source a push moved; gives those. */
export function followPush(
  content: RepositoryContent,
  refs: readonly string[],
  by: Person,
  now: number,
): PullRequest[] {
  const moved: PullRequest[] = []
  for (const pullRequest of content.pullRequests.values()) {
    if (pullRequest.status !== 'active' || !refs.includes(pullRequest.sourceRef)) continue
    const tip = tipOf(content, pullRequest.sourceRef)
    if (tip === undefined || tip === pullRequest.lastMergeSource) continue
    const goesOn =
      mergeBase(content.objects, tip, pullRequest.lastMergeSource)?.id === pullRequest.lastMergeSource
    addIteration(content, pullRequest, goesOn ? 'push' : 'forcePush', by, now)
    moved.push(pullRequest)
  }
  return moved
}

/** Merges source and target as they are now into `refs/pull/{id}/merge`, or finds that they conflict. */
export function attemptMerge(content: RepositoryContent, pullRequest: PullRequest, now: number): void {
  const source = tipOf(content, pullRequest.sourceRef) ?? pullRequest.lastMergeSource
  const target = tipOf(content, pullRequest.targetRef) ?? pullRequest.lastMergeTarget
  pullRequest.lastMergeSource = source
  pullRequest.lastMergeTarget = target
  const { tree, conflicts } = mergedTree(content, source, target)
  const mergeRef = `refs/pull/${pullRequest.id}/merge`
  if (conflicts.length > 0) {
    pullRequest.mergeStatus = 'conflicts'
    delete pullRequest.lastMerge
    setRef(content, mergeRef, noObject, pullRequest.createdBy)
    return
  }
  const signature = signatureOf(pullRequest.createdBy, now)
  const from = shortName(pullRequest.sourceRef)
  const into = shortName(pullRequest.targetRef)
  const merge = writeCommit(content.objects, {
    tree,
    parents: [target, source],
    author: signature,
    committer: signature,
    message: `Merge pull request ${pullRequest.id} from ${from} into ${into}`,
  })
  pullRequest.mergeStatus = 'succeeded'
  pullRequest.lastMerge = merge.id
  setRef(content, mergeRef, merge.id, pullRequest.createdBy)
}

/** Completes a pull request: the target branch gets its changes. False, and nothing closed, when they conflict. */
export function completePullRequest(
  content: RepositoryContent,
  pullRequest: PullRequest,
  options: CompletionOptions,
  by: Person,
  now: number,
): boolean {
  attemptMerge(content, pullRequest, now)
  if (pullRequest.mergeStatus === 'conflicts') return false
  const merged = mergeWith(content, pullRequest, options, by, now)
  pushRefs(content, [{ name: pullRequest.targetRef, newId: merged.id }], by, now)
  followPush(content, [pullRequest.targetRef], by, now)
  pullRequest.lastMerge = merged.id
  pullRequest.completionOptions = options
  close(pullRequest, 'completed', by, now)
  if (options.deleteSourceBranch && content.refs.has(pullRequest.sourceRef)) {
    pushRefs(content, [{ name: pullRequest.sourceRef, newId: noObject }], by, now)
  }
  return true
}

/** Closes a pull request without merging it. */
export function abandonPullRequest(pullRequest: PullRequest, by: Person, now: number): void {
  close(pullRequest, 'abandoned', by, now)
}

/** How a person signs commits. */
export function signatureOf(person: Person, now: number): Signature {
  return { name: person.displayName, email: person.uniqueName, date: Math.floor(now / 1000) * 1000 }
}

/** The name of a branch without `refs/heads/`. */
function shortName(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '')
}

function close(pullRequest: PullRequest, status: 'completed' | 'abandoned', by: Person, now: number): void {
  pullRequest.status = status
  pullRequest.closedAt = now
  pullRequest.closedBy = by
  delete pullRequest.autoCompleteSetBy
}

function treeOf({ objects }: RepositoryContent, commit: string | undefined): string {
  return (commit === undefined ? undefined : objects.commits.get(commit)?.tree) ?? emptyTree
}

function mergedTree(content: RepositoryContent, source: string, target: string) {
  const base = mergeBase(content.objects, source, target)
  return mergeTrees(
    content.objects,
    base?.tree ?? emptyTree,
    treeOf(content, target),
    treeOf(content, source),
  )
}

function mergeWith(
  content: RepositoryContent,
  pullRequest: PullRequest,
  options: CompletionOptions,
  by: Person,
  now: number,
): Commit {
  const { lastMergeSource: source, lastMergeTarget: target } = pullRequest
  const { tree } = mergedTree(content, source, target)
  const description = pullRequest.description === undefined ? '' : `\n\n${pullRequest.description}`
  const message =
    options.mergeCommitMessage ?? `Merged PR ${pullRequest.id}: ${pullRequest.title}${description}`
  const committer = signatureOf(by, now)
  const write = (parents: string[]) =>
    writeCommit(content.objects, { tree, parents, author: committer, committer, message })
  switch (options.mergeStrategy) {
    case 'squash':
      return write([target])
    case 'noFastForward':
      return write([target, source])
    case 'rebase':
      return rebased(content, source, target, committer)
    case 'rebaseMerge':
      return write([target, rebased(content, source, target, committer).id])
  }
}

/** The commits of the source, made again on top of the target; the last of them. */
function rebased(content: RepositoryContent, source: string, target: string, committer: Signature): Commit {
  const { objects } = content
  let tip = objects.commits.get(target) as Commit
  const own = commitsBetween(objects, target, source).filter(({ parents }) => parents.length < 2)
  for (const { tree, parents, author, message } of [...own].reverse()) {
    const moved = mergeTrees(objects, treeOf(content, parents[0]), tip.tree, tree).tree
    tip = writeCommit(objects, { tree: moved, parents: [tip.id], author, committer, message })
  }
  return tip
}
