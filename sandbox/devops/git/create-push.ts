import { noObject, writeBlob, writeCommit, type Signature } from '../../data/git/git-objects.js'
import { signatureOf } from '../../data/git/merge-pull-request.js'
import { pushRefs, type Push } from '../../data/git/repository-content.js'
import { editTree, emptyTree, entryAt } from '../../data/git/trees.js'
import { jsonBody } from '../json-body.js'
import { afterPush } from './after-push.js'
import { dateIn } from './commit-criteria.js'
import { enumValue } from '../enum-value.js'
import { gitError, invalidArgument } from './git-errors.js'
import type { GitCall } from './git-route.js'
import { refusal } from './ref-endpoints.js'

interface SentChange {
  changeType?: unknown
  item?: { path?: unknown }
  newContent?: { content?: unknown; contentType?: unknown }
  sourceServerItem?: unknown
}

interface SentCommit {
  comment?: unknown
  author?: Record<string, unknown>
  committer?: Record<string, unknown>
  parents?: unknown
  changes?: SentChange[]
}

const kinds = { add: 1, edit: 2, rename: 8, delete: 16 } as const
const contentTypes = { rawText: 0, base64Encoded: 1 } as const

/** Makes the commits of the body on top of a branch and moves it; nothing is done when anything is wrong. */
export function createPush(call: GitCall): Push {
  const body = jsonBody(call.request)
  const updates = body.refUpdates as { name?: unknown; oldObjectId?: unknown }[] | undefined
  const commits = body.commits as SentCommit[] | undefined
  const [update] = updates ?? []
  if (!update || typeof update.name !== 'string' || typeof update.oldObjectId !== 'string') {
    throw invalidArgument('A push needs a ref update with name and oldObjectId.')
  }
  if (updates?.length !== 1) throw invalidArgument('A push moves exactly one ref.')
  if (!commits?.length) throw invalidArgument('A push needs at least one commit.')
  const { name } = update
  const oldObjectId = update.oldObjectId.toLowerCase()
  const [asked] = commits
  const parents = Array.isArray(asked?.parents) ? asked.parents.map(String) : []
  let tip = oldObjectId === noObject ? parents[0] : oldObjectId
  if (tip !== undefined && oldObjectId === noObject && !call.content.objects.commits.has(tip)) {
    throw invalidArgument(`The parent ${tip} does not exist.`)
  }
  refuse(call, name, oldObjectId)
  for (const commit of commits) tip = write(call, tip, commit)
  const push = pushRefs(call.content, [{ name, newId: tip as string }], call.caller, call.now)
  afterPush(call, [name])
  if (call.repository.defaultBranch === undefined) call.repository.defaultBranch = name
  return push
}

function refuse(call: GitCall, name: string, oldObjectId: string): void {
  const reason = refusal(call, { name, oldObjectId })
  if (reason === undefined) return
  if (reason === 'staleOldObjectId') {
    throw gitError(
      409,
      'GitReferenceStaleException',
      `TF401028: The reference '${name}' has already been updated by another client, so you cannot update it. Please try again.`,
    )
  }
  if (reason === 'rejectedByPolicy') {
    throw gitError(
      403,
      'GitPushRejectedException',
      'TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.',
    )
  }
  if (reason === 'locked')
    throw gitError(403, 'GitRefLockedException', `TF401343: The ref '${name}' is locked.`)
  throw invalidArgument(`The ref ${name} cannot be updated: ${reason}.`)
}

function write(
  call: GitCall,
  parent: string | undefined,
  { comment, author, committer, changes }: SentCommit,
): string {
  const { objects } = call.content
  if (typeof comment !== 'string') throw invalidArgument('The comment of a commit is required.')
  const before = (parent === undefined ? undefined : objects.commits.get(parent)?.tree) ?? emptyTree
  const files = new Map<string, string | undefined>()
  for (const change of changes ?? []) readChange(call, before, change, files)
  if (files.size === 0) throw invalidArgument('A commit needs at least one change.')
  const tree = editTree(objects, before, files)
  const own = signatureOf(call.caller, call.now)
  const signed = signature(committer, own)
  return writeCommit(objects, {
    tree,
    parents: parent === undefined ? [] : [parent],
    author: signature(author, own),
    committer: signed,
    message: comment,
  }).id
}

function signature(given: Record<string, unknown> | undefined, otherwise: Signature): Signature {
  const { name, email, date } = given ?? {}
  return {
    name: typeof name === 'string' ? name : otherwise.name,
    email: typeof email === 'string' ? email : otherwise.email,
    date: dateIn(typeof date === 'string' ? date : undefined) ?? otherwise.date,
  }
}

function readChange(
  call: GitCall,
  tree: string,
  { changeType, item, newContent, sourceServerItem }: SentChange,
  files: Map<string, string | undefined>,
): void {
  const { objects } = call.content
  const path = item?.path
  if (typeof path !== 'string' || path.replace(/\//g, '') === '')
    throw invalidArgument('The path of a change is required.')
  const at = (place: string) => {
    const key = slashed(place)
    return files.has(key) ? files.get(key) : entryAt(objects, tree, key)?.id
  }
  const kind = enumValue(changeType, kinds, 'changeType')
  const exists = at(path) !== undefined
  switch (kind) {
    case 'add':
      if (exists) throw pathError('GitPathAlreadyExistsException', `The path '${path}' already exists.`)
      files.set(slashed(path), blobOf(call, newContent))
      return
    case 'edit':
      if (!exists) throw pathError('GitPathNotFoundException', `The path '${path}' does not exist.`)
      files.set(slashed(path), blobOf(call, newContent))
      return
    case 'delete':
      if (!exists) throw pathError('GitPathNotFoundException', `The path '${path}' does not exist.`)
      files.set(slashed(path), undefined)
      return
    case 'rename': {
      const source = typeof sourceServerItem === 'string' ? at(sourceServerItem) : undefined
      if (source === undefined)
        throw pathError('GitPathNotFoundException', 'The source of the rename does not exist.')
      if (exists) throw pathError('GitPathAlreadyExistsException', `The path '${path}' already exists.`)
      files.set(slashed(String(sourceServerItem)), undefined)
      files.set(slashed(path), newContent ? blobOf(call, newContent) : source)
      return
    }
    case undefined:
      throw invalidArgument('The changeType of a change is required.')
  }
}

function blobOf({ content: { objects } }: GitCall, given: SentChange['newContent']): string {
  if (typeof given?.content !== 'string') throw invalidArgument('The new content of a change is required.')
  const { content, contentType } = given
  const encoded = enumValue(contentType, contentTypes, 'contentType') === 'base64Encoded'
  return writeBlob(objects, Buffer.from(content, encoded ? 'base64' : 'utf8'))
}

/** (type keys unconfirmed) */
function pathError(typeKey: string, message: string) {
  return gitError(400, typeKey, message)
}

function slashed(path: string): string {
  return path.startsWith('/') ? path : `/${path}`
}
