import { ancestors, reachable } from '../../data/git/commit-graph.js'
import type { Commit } from '../../data/git/git-objects.js'
import { entryAt } from '../../data/git/trees.js'
import { notEmulated } from '../devops-error.js'
import { enumValue } from '../enum-value.js'
import { invalidArgument } from './git-errors.js'
import type { GitCall } from './git-route.js'
import { descriptor, findVersion, queriedVersion, type VersionDescriptor } from './version-descriptor.js'

const historyModes = {
  simplifiedHistory: 0,
  firstParent: 1,
  fullHistory: 2,
  fullHistorySimplifyMerges: 3,
} as const

/** Which commits a request asks for (the service's GitQueryCommitsCriteria). */
export interface CommitCriteria {
  itemVersion: VersionDescriptor
  compareVersion?: VersionDescriptor
  /** By name or mail address, of author and committer. */
  author?: string
  user?: string
  /** Milliseconds since 1970. */
  fromDate?: number
  toDate?: number
  /** Bounds of ids, which are compared as texts. */
  fromCommitId?: string
  toCommitId?: string
  ids?: readonly string[]
  itemPath?: string
  excludeDeletes: boolean
  oldestFirst: boolean
  historyMode: keyof typeof historyModes
  includeLinks: boolean
  includePushData: boolean
  includeWorkItems: boolean
  includeUserImageUrl: boolean
}

/** The criteria in query parameters, `searchCriteria.x` or `x`. */
export function queriedCriteria(call: GitCall): CommitCriteria {
  const read = (name: string) => call.query(`searchCriteria.${name}`) ?? call.query(name)
  const compared = read('compareVersion.version')
  const ids = [...call.request.query]
    .filter(([key]) => /^(searchcriteria\.)?ids(\[\d*\])?$/i.test(key))
    .flatMap(([, value]) => value.split(','))
  return criteria((name) => (name === 'ids' ? (ids.length > 0 ? ids : undefined) : read(name)), {
    itemVersion: queriedVersion(call, 'searchCriteria.itemVersion.', 'itemVersion.', 'searchCriteria.', ''),
    ...(compared === undefined
      ? {}
      : { compareVersion: queriedVersion(call, 'searchCriteria.compareVersion.', 'compareVersion.') }),
  })
}

/** The criteria in a body. */
export function sentCriteria(body: Record<string, unknown>): CommitCriteria {
  const { compareVersion } = body
  return criteria((name) => body[name], {
    itemVersion: descriptor((body.itemVersion ?? {}) as Record<string, unknown>),
    ...(compareVersion ? { compareVersion: descriptor(compareVersion as Record<string, unknown>) } : {}),
  })
}

/** The commits that fit, in the asked order. An empty repository has none. */
export function selectCommits(call: GitCall, wanted: CommitCriteria): readonly Commit[] {
  const { objects } = call.content
  if (wanted.ids) return wanted.ids.flatMap((id) => objects.commits.get(id.toLowerCase()) ?? [])
  const from = findVersion(call, wanted.itemVersion)
  if (!from) return []
  const compared = wanted.compareVersion && findVersion(call, wanted.compareVersion)
  const start = compared ?? from
  let commits =
    wanted.historyMode === 'firstParent' ? firstParents(call, start) : reachable(objects, start.id)
  if (compared) {
    const known = ancestors(objects, from.id)
    commits = commits.filter((commit) => !known.has(commit))
  }
  const fitting = commits.filter((commit) => fits(call, commit, wanted))
  return wanted.oldestFirst ? fitting.reverse() : fitting
}

function criteria(
  read: (name: string) => unknown,
  versions: Pick<CommitCriteria, 'itemVersion' | 'compareVersion'>,
): CommitCriteria {
  const text = (name: string) => {
    const value = read(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const yes = (name: string) => String(read(name) ?? 'false').toLowerCase() === 'true'
  const historyMode = enumValue(read('historyMode'), historyModes, 'historyMode') ?? 'simplifiedHistory'
  if (historyMode === 'fullHistorySimplifyMerges') throw notEmulated('historyMode=fullHistorySimplifyMerges')
  const ids = read('ids')
  const path = text('itemPath')
  return {
    ...versions,
    author: text('author'),
    user: text('user'),
    fromDate: dateIn(text('fromDate')),
    toDate: dateIn(text('toDate')),
    fromCommitId: text('fromCommitId')?.toLowerCase(),
    toCommitId: text('toCommitId')?.toLowerCase(),
    ...(Array.isArray(ids) && ids.length > 0 ? { ids: ids.map(String) } : {}),
    itemPath: path,
    excludeDeletes: yes('excludeDeletes'),
    oldestFirst: yes('showOldestCommitsFirst'),
    historyMode,
    includeLinks: yes('includeLinks'),
    includePushData: yes('includePushData'),
    includeWorkItems: yes('includeWorkItems'),
    includeUserImageUrl: yes('includeUserImageUrl'),
  }
}

/** A date in any form JavaScript reads; without zone it is UTC (unconfirmed). */
export function dateIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const zoned = /([zZ]|[+-]\d\d:?\d\d|GMT.*)$/.test(text) || !/\d:\d/.test(text) ? text : `${text}Z`
  const date = Date.parse(zoned)
  if (Number.isNaN(date)) throw invalidArgument(`The date "${text}" is not valid.`)
  return date
}

function fits(call: GitCall, commit: Commit, wanted: CommitCriteria): boolean {
  const { author, user, fromDate, toDate, fromCommitId, toCommitId, itemPath } = wanted
  if (author !== undefined && !isBy(commit.author, author)) return false
  if (user !== undefined && !isBy(commit.committer, user)) return false
  if (fromDate !== undefined && commit.committer.date < fromDate) return false
  if (toDate !== undefined && commit.committer.date > toDate) return false
  if (fromCommitId !== undefined && commit.id < fromCommitId) return false
  if (toCommitId !== undefined && commit.id > toCommitId) return false
  return itemPath === undefined || itemPath === '/' || touches(call, commit, itemPath, wanted)
}

function isBy({ name, email }: Commit['author'], wanted: string): boolean {
  return `${name} <${email}>`.toLowerCase().includes(wanted.toLowerCase())
}

/** Whether a commit changed a path against all its parents (in the full history: against any). */
function touches(
  { content: { objects } }: GitCall,
  commit: Commit,
  path: string,
  { excludeDeletes, historyMode }: CommitCriteria,
): boolean {
  const here = entryAt(objects, commit.tree, path)?.id
  if (here === undefined && excludeDeletes) return false
  if (commit.parents.length === 0) return here !== undefined
  const differs = (parent: string) => {
    const tree = objects.commits.get(parent)?.tree
    return (tree === undefined ? undefined : entryAt(objects, tree, path)?.id) !== here
  }
  return historyMode === 'fullHistory' ? commit.parents.some(differs) : commit.parents.every(differs)
}

function firstParents({ content: { objects } }: GitCall, start: Commit): Commit[] {
  const found: Commit[] = []
  for (let at: Commit | undefined = start; at; at = objects.commits.get(at.parents[0] ?? '')) found.push(at)
  return found
}
