import type {
  GitChange,
  GitCommit,
  GitCommitRef,
  GitUserDate,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { Commit, Signature } from '../../data/git/git-objects.js'
import { compareTrees, emptyTree, type TreeChange } from '../../data/git/trees.js'
import { identityReference } from '../identity-reference.js'
import { serviceDate } from '../service-date.js'
import type { GitCall } from './git-route.js'
import { repositoryUrl, webUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

const counted = new WeakMap<Commit, Record<string, number>>()

/** A commit as lists show it: the first line of its message, counts of changed files. */
export function commitReference(call: GitCall, commit: Commit): Wire<GitCommitRef> {
  const [firstLine = ''] = commit.message.split('\n')
  return {
    commitId: commit.id,
    author: userDate(commit.author),
    committer: userDate(commit.committer),
    comment: firstLine,
    ...(firstLine === commit.message.trimEnd() ? {} : { commentTruncated: true }),
    changeCounts: changeCounts(call, commit) as Wire<GitCommitRef>['changeCounts'],
    url: commitUrl(call, commit.id),
    remoteUrl: `${webUrl(call, call.repository)}/commit/${commit.id}`,
  }
}

/** A commit as it stands where only its message matters, e.g. in pull requests. */
export function briefCommit(call: GitCall, commit: Commit): Wire<GitCommitRef> {
  return {
    commitId: commit.id,
    author: userDate(commit.author),
    committer: userDate(commit.committer),
    comment: commit.message,
    url: commitUrl(call, commit.id),
  }
}

/** A commit with its place in the history. */
export function commitAnswer(call: GitCall, commit: Commit): Wire<GitCommit> {
  return { treeId: commit.tree, ...briefCommit(call, commit), parents: [...commit.parents] }
}

/** Who pushed a commit, when it came by a push. */
export function pushData(call: GitCall, commit: Commit): Pick<Wire<GitCommit>, 'push'> {
  const push = call.content.pushOf.get(commit.id)
  if (!push) return {}
  return {
    push: {
      pushedBy: identityReference(call.base, push.pusher),
      pushId: push.id,
      date: serviceDate(push.date),
    },
  }
}

/** The `_links` of a commit. */
export function commitLinks(call: GitCall, { id, tree }: Commit) {
  const url = commitUrl(call, id)
  return {
    self: { href: url },
    repository: { href: repositoryUrl(call, call.repository) },
    web: { href: `${webUrl(call, call.repository)}/commit/${id}` },
    changes: { href: `${url}/changes` },
    tree: { href: `${repositoryUrl(call, call.repository)}/trees/${tree}` },
  }
}

/** The address of a commit. */
function commitUrl(call: GitCall, id: string): string {
  return `${repositoryUrl(call, call.repository)}/commits/${id}`
}

export function userDate({ name, email, date }: Signature): Wire<GitUserDate> {
  return { name, email, date: serviceDate(date) }
}

/** What a commit changed against its first parent, folders included. */
export function changesOf({ content: { objects } }: GitCall, commit: Commit): TreeChange[] {
  const parent = objects.commits.get(commit.parents[0] ?? '')
  return compareTrees(objects, parent?.tree ?? emptyTree, commit.tree)
}

/** One change of a file or folder; `commit` is where it can be read. */
export function changeAnswer(call: GitCall, change: TreeChange, commit: string): Wire<GitChange> {
  const { path, kind, type, id, originalId, originalPath } = change
  return {
    item: {
      ...(id === undefined ? {} : { objectId: id }),
      ...(originalId === undefined ? {} : { originalObjectId: originalId }),
      gitObjectType: kind,
      commitId: commit,
      path,
      ...(kind === 'tree' ? { isFolder: true } : {}),
      url: itemUrl(call, path, commit),
    },
    changeType: type,
    ...(originalPath === undefined ? {} : { sourceServerItem: originalPath }),
  }
}

/** The address of a file or folder at a commit. */
export function itemUrl(call: GitCall, path: string, commit: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  return `${repositoryUrl(call, call.repository)}/items${encoded}?versionType=Commit&version=${commit}`
}

/** How often each kind of change occurs, as the service spells the kinds. */
export function countChanges(changes: readonly TreeChange[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { type } of changes) {
    const key = type.charAt(0).toUpperCase() + type.slice(1)
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

function changeCounts(call: GitCall, commit: Commit): Record<string, number> {
  let counts = counted.get(commit)
  if (!counts) {
    const files = changesOf(call, commit).filter(({ kind }) => kind === 'blob')
    counts = { Add: 0, Edit: 0, Delete: 0, ...countChanges(files) }
    counted.set(commit, counts)
  }
  return counts
}
