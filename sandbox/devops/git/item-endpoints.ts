import type { GitItem } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { Commit, TreeEntry } from '../../data/git/git-objects.js'
import { entryAt, walkTree } from '../../data/git/trees.js'
import { notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { list, type Route } from '../route.js'
import { enumValue } from '../enum-value.js'
import { gitError, invalidArgument } from './git-errors.js'
import { repositoryRoute, type GitCall } from './git-route.js'
import { isBinary, itemAnswer, type ItemParts } from './item-answer.js'
import { descriptor, needVersion, queriedVersion, type VersionDescriptor } from './version-descriptor.js'
import type { Wire } from '../wire.js'

const items = { resource: 'items', id: 'fb93c0db-47ed-4a31-8c20-47552878fb44', preview: 1 }
const batch = { resource: 'itemsBatch', id: '630fd2e4-fb88-4f85-ad21-13f3fd1fbca9', preview: 1 }
const levels = { none: 0, oneLevel: 1, oneLevelPlusNestedEmptyFolders: 4, full: 120 } as const

/** Files and folders: one, those below a path, several at once. */
export const itemRoutes: readonly Route[] = [
  repositoryRoute('GET', 'items', items, getItems),
  repositoryRoute('POST', 'itemsbatch', batch, getBatch),
]

function getItems(call: GitCall): DevOpsAnswer {
  if (['$format', 'format'].some((name) => call.query(name)?.toLowerCase() === 'zip'))
    throw notEmulated('items as zip')
  if (flag(call, 'resolveLfs')) throw notEmulated('resolveLfs')
  const version = queriedVersion(call, 'versionDescriptor.', '')
  const path = call.query('path')
  const level = levelIn(call.query('recursionLevel'))
  const parts: ItemParts = {
    content: flag(call, 'includeContent'),
    metadata: flag(call, 'includeContentMetadata'),
    latestChange: flag(call, 'latestProcessedChange'),
    links: flag(call, 'includeLinks'),
  }
  if (path === undefined || call.query('scopePath') !== undefined) {
    const below = call.query('scopePath') ?? '/'
    return list(itemsBelow(call, version, below, level, { ...parts, content: false }))
  }
  const commit = needVersion(call, version)
  const entry = needItem(call, commit, version, path)
  const blob = entry.kind === 'blob' ? call.content.objects.blobs.get(entry.id) : undefined
  if (blob && wantsContent(call, parts)) return contentAnswer(call, path, blob)
  return { status: 200, body: itemAnswer(call, commit, version, clean(path), entry, parts) }
}

/**
 * Whether the bytes themselves are asked for: by download, or by an Accept header without JSON. Without such a header
 * the answer is JSON (unconfirmed).
 */
function wantsContent(call: GitCall, parts: ItemParts): boolean {
  const format = call.query('$format')?.toLowerCase()
  if (format === 'json' || parts.content || parts.metadata) return false
  const accept = call.request.headers.accept
  return (
    format === 'text' ||
    format === 'octetstream' ||
    (accept !== undefined && !/application\/json/i.test(accept))
  )
}

function contentAnswer(call: GitCall, path: string, blob: Buffer): DevOpsAnswer {
  const name = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
  const plain = !isBinary(blob) && !/application\/octet-stream/i.test(call.request.headers.accept ?? '')
  return {
    status: 200,
    headers: {
      'content-type': plain ? 'text/plain' : 'application/octet-stream',
      ...(flag(call, 'download') ? { 'content-disposition': `attachment; filename*=UTF-8''${name}` } : {}),
    },
    content: blob,
  }
}

function getBatch(call: GitCall): DevOpsAnswer {
  const body = jsonBody(call.request)
  const { itemDescriptors } = body
  if (!Array.isArray(itemDescriptors)) throw invalidArgument('itemDescriptors is required.')
  const yes = (value: unknown) => String(value).toLowerCase() === 'true'
  const parts: ItemParts = {
    content: false,
    metadata: yes(body.includeContentMetadata),
    latestChange: yes(body.latestProcessedChange),
    links: yes(body.includeLinks),
  }
  return list(
    (itemDescriptors as Record<string, unknown>[]).map((asked) => {
      if (typeof asked.path !== 'string') throw invalidArgument('The path of an item descriptor is required.')
      return itemsBelow(call, descriptor(asked), asked.path, levelIn(asked.recursionLevel), parts)
    }),
  )
}

function levelIn(asked: unknown): keyof typeof levels {
  return enumValue(asked, levels, 'recursionLevel') ?? 'none'
}

/** The item at a path and, as the level says, what is below it. */
function itemsBelow(
  call: GitCall,
  version: VersionDescriptor,
  path: string,
  level: keyof typeof levels,
  parts: ItemParts,
): Wire<GitItem>[] {
  if (level === 'oneLevelPlusNestedEmptyFolders') throw notEmulated(`recursionLevel=${level}`)
  const commit = needVersion(call, version)
  const top = needItem(call, commit, version, path)
  const at = clean(path)
  const found: { path: string; entry: TreeEntry }[] = [{ path: at, entry: top }]
  if (level !== 'none' && top.kind === 'tree') {
    const start = at === '/' ? '' : at
    for (const item of walkTree(call.content.objects, top.id, start)) {
      if (level === 'full' || !item.path.slice(start.length + 1).includes('/')) found.push(item)
    }
  }
  return found.map((item) => itemAnswer(call, commit, version, item.path, item.entry, parts))
}

function needItem(call: GitCall, commit: Commit, version: VersionDescriptor, path: string): TreeEntry {
  const entry = entryAt(call.content.objects, commit.tree, path)
  if (entry) return entry
  const { type, version: asked } = version
  const name = asked ?? call.repository.defaultBranch?.replace(/^refs\/heads\//, '') ?? ''
  const kind = { branch: 'Branch', commit: 'Commit', tag: 'Tag' }[type]
  throw gitError(
    404,
    'GitItemNotFoundException',
    `TF401174: The item '${path}' could not be found in the repository '${call.repository.name}' at the version ` +
      `specified by '<${kind}: ${name} >' (resolved to commit '${commit.id}')`,
  )
}

/** A path with one slash at the beginning and none at the end. */
function clean(path: string): string {
  return `/${path.split('/').filter(Boolean).join('/')}`
}
