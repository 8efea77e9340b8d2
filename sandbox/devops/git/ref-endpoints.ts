import { noObject } from '../../data/git/git-objects.js'
import { peeled, pushRefs, type Ref } from '../../data/git/repository-content.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody, jsonList } from '../json-body.js'
import { listPage } from '../paging.js'
import { flag } from '../query-parameters.js'
import { list, type Route } from '../route.js'
import { afterPush } from './after-push.js'
import { commitStatuses } from './commit-status-endpoints.js'
import { gitError, invalidArgument } from './git-errors.js'
import { repositoryRoute, type GitCall } from './git-route.js'
import { refAnswer, refUrl } from './ref-answer.js'
import { protectsBranch } from '../policy/branch-protection.js'
import { repositoryUrl } from './repository-answer.js'

const refs = { resource: 'refs', id: '2d874a60-a811-4f62-9c9f-963a6ea0a55b', preview: 2 }

/** Entries of a page that is asked for by token alone, and at most (facts 6). */
const tokenPage = 100
const largestPage = 1000

/** Branches and tags: list, create, move and delete, lock. */
export const refRoutes: readonly Route[] = [
  repositoryRoute('GET', 'refs', refs, listRefs),
  repositoryRoute('POST', 'refs', refs, updateRefs),
  repositoryRoute('PATCH', 'refs', refs, lockRef),
]

function listRefs(call: GitCall): DevOpsAnswer {
  const start = `refs/${call.query('filter') ?? ''}`
  const part = call.query('filterContains')?.toLowerCase()
  const peel = flag(call, 'peelTags')
  const links = flag(call, 'includeLinks')
  const mine = flag(call, 'includeMyBranches')
  const statuses = flag(call, 'includeStatuses')
  const latest = flag(call, 'latestStatusesOnly')
  const fitting = call.git
    .refs(call.repository)
    .filter(
      (ref) =>
        ref.name.startsWith(start) &&
        (part === undefined || ref.name.toLowerCase().includes(part)) &&
        (!mine || ref.creator.id === call.caller.id || ref.name === call.repository.defaultBranch),
    )
  const byToken = call.query('continuationToken') !== undefined
  const most = byToken || call.query('$top') !== undefined ? { most: largestPage } : {}
  return listPage(call, fitting, { ...most, ...(byToken ? { default: tokenPage } : {}) }, (ref) => ({
    ...refAnswer(call, ref, peel),
    ...(statuses ? { statuses: commitStatuses(call, peeled(call.content, ref.objectId), latest) } : {}),
    ...(links ? { _links: refLinks(call, ref) } : {}),
  }))
}

function refLinks(call: GitCall, ref: Ref) {
  return {
    self: { href: refUrl(call, ref.name) },
    repository: { href: repositoryUrl(call, call.repository) },
  }
}

interface AskedUpdate {
  name: string
  oldObjectId: string
  newObjectId: string
}

function updateRefs(call: GitCall): DevOpsAnswer {
  const asked = jsonList(call.request).map((entry) => {
    const { name, oldObjectId, newObjectId } = entry as Record<string, unknown>
    if (typeof name !== 'string' || typeof oldObjectId !== 'string' || typeof newObjectId !== 'string') {
      throw invalidArgument('name, oldObjectId and newObjectId are required.')
    }
    return { name, oldObjectId: oldObjectId.toLowerCase(), newObjectId: newObjectId.toLowerCase() }
  })
  return list(asked.map((update) => updateRef(call, update)))
}

function updateRef(call: GitCall, { name, oldObjectId, newObjectId }: AskedUpdate) {
  const updateStatus = refusal(call, { name, oldObjectId, newObjectId }) ?? 'succeeded'
  const success = updateStatus === 'succeeded'
  if (success) {
    pushRefs(call.content, [{ name, newId: newObjectId }], call.caller, call.now)
    afterPush(call, [name])
    if (call.repository.defaultBranch === undefined && name.startsWith('refs/heads/')) {
      call.repository.defaultBranch = name
    }
  }
  const isLocked = call.content.refs.get(name)?.lockedBy !== undefined
  return { repositoryId: call.repository.id, name, oldObjectId, newObjectId, isLocked, updateStatus, success }
}

/**
 * Why a ref cannot be moved, in the words of the service's GitRefUpdateStatus; undefined when it can. Without
 * `newObjectId` it is to go to an object that will be there by then.
 */
export function refusal(
  call: GitCall,
  { name, oldObjectId, newObjectId }: Omit<AskedUpdate, 'newObjectId'> & Partial<AskedUpdate>,
): string | undefined {
  const { refs: known, objects } = call.content
  const ref = known.get(name)
  if (!isRefName(name)) return 'invalidRefName'
  if ((ref?.objectId ?? noObject) !== oldObjectId) return 'staleOldObjectId'
  if (newObjectId === noObject && !ref) return 'succeededNonExistentRef'
  const there = newObjectId === undefined || newObjectId === noObject || objects.commits.has(newObjectId)
  if (!there && !objects.tags.has(newObjectId)) return 'unresolvableToCommit'
  if (
    !ref &&
    [...known.keys()].some((other) => other.startsWith(`${name}/`) || name.startsWith(`${other}/`))
  ) {
    return 'refNameConflict'
  }
  if (ref?.lockedBy && ref.lockedBy.id !== call.caller.id) return 'locked'
  // The default branch cannot be deleted (status unconfirmed).
  if (newObjectId === noObject && name === call.repository.defaultBranch) return 'rejectedByPlugin'
  if (ref && protectsBranch(call, call.repository, name)) return 'rejectedByPolicy'
  return undefined
}

function lockRef(call: GitCall): DevOpsAnswer {
  const filter = call.query('filter')
  if (!filter) throw invalidArgument('filter is required.')
  const ref = call.content.refs.get(`refs/${filter}`)
  if (!ref) throw gitError(404, 'GitRefNotFoundException', `TF401035: The ref refs/${filter} does not exist.`)
  const { isLocked } = jsonBody(call.request)
  if (typeof isLocked !== 'boolean') throw invalidArgument('isLocked must be true or false.')
  if (isLocked) ref.lockedBy ??= call.caller
  else delete ref.lockedBy
  return { status: 200, body: refAnswer(call, ref) }
}

/** Git's rules for names of refs, as its document check-ref-format gives them; only branches and tags can be made. */
function isRefName(name: string): boolean {
  return (
    /^refs\/(heads|tags)\/./.test(name) &&
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$|\.lock(\/|$)|\/\./.test(name)
  )
}
