import type { GitBlobRef, GitTreeRef } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { mode, treeSize, type ObjectStore, type TreeEntry } from '../../data/git/git-objects.js'
import { emptyTree, walkTree } from '../../data/git/trees.js'
import { notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { flag } from '../query-parameters.js'
import type { Route } from '../route.js'
import { gitError } from './git-errors.js'
import { repositoryRoute, type GitCall } from './git-route.js'
import { isBinary } from './item-answer.js'
import { repositoryUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

const blobs = { resource: 'blobs', id: '7b28e929-2c99-405d-9c5c-6167a06e6816', preview: 1 }
const trees = { resource: 'trees', id: '729f6437-6f92-44ec-8bee-273a7111063c', preview: 1 }

/** Git's own objects: contents of files, and folders. */
export const objectRoutes: readonly Route[] = [
  repositoryRoute('GET', 'blobs/{sha1}', blobs, getBlob),
  repositoryRoute('GET', 'trees/{sha1}', trees, getTree),
]

function getBlob(call: GitCall): DevOpsAnswer {
  const id = (call.path.sha1 as string).toLowerCase()
  const blob = call.content.objects.blobs.get(id)
  if (!blob) throw noSuchObject(id)
  const format = call.query('$format')?.toLowerCase()
  if (format === 'zip') throw notEmulated('a blob as zip')
  if (flag(call, 'resolveLfs')) throw notEmulated('resolveLfs')
  const accept = call.request.headers.accept
  const bytes = flag(call, 'download') || (accept !== undefined && !/application\/json/i.test(accept))
  if (format === 'text' || format === 'octetstream' || (format !== 'json' && bytes)) {
    const plain = format === 'text' || (!isBinary(blob) && /text\/plain/i.test(accept ?? ''))
    const headers = { 'content-type': plain ? 'text/plain' : 'application/octet-stream' }
    return { status: 200, headers, content: blob }
  }
  const url = `${repositoryUrl(call, call.repository)}/blobs/${id}`
  const body: Wire<GitBlobRef> = {
    objectId: id,
    size: blob.length,
    url,
    _links: { self: { href: url }, repository: { href: repositoryUrl(call, call.repository) } },
  }
  return { status: 200, body }
}

function getTree(call: GitCall): DevOpsAnswer {
  const id = (call.path.sha1 as string).toLowerCase()
  const { objects } = call.content
  const entries = objects.trees.get(id)
  if (!entries && id !== emptyTree) throw noSuchObject(id)
  if (call.query('$format')?.toLowerCase() === 'zip') throw notEmulated('a tree as zip')
  const found = flag(call, 'recursive')
    ? [...walkTree(objects, id)]
    : (entries ?? []).map((entry) => ({ path: `/${entry.name}`, entry }))
  const repository = repositoryUrl(call, call.repository)
  const address = ({ kind, id: object }: TreeEntry) =>
    `${repository}/${kind === 'tree' ? 'trees' : 'blobs'}/${object}`
  const url = `${repository}/trees/${id}`
  const body: Wire<GitTreeRef> = {
    objectId: id,
    url,
    treeEntries: found.map(({ path, entry }) => ({
      objectId: entry.id,
      relativePath: path.slice(1),
      mode: mode(entry),
      gitObjectType: entry.kind,
      url: address(entry),
      size: sizeOf(objects, entry),
    })),
    size: treeSize(entries ?? []),
    _links: {
      self: { href: url },
      repository: { href: repository },
      treeEntries: found.map(({ entry }) => ({ href: address(entry) })),
    },
  }
  return { status: 200, body }
}

function sizeOf(objects: ObjectStore, { kind, id }: TreeEntry): number {
  return kind === 'tree' ? treeSize(objects.trees.get(id) ?? []) : (objects.blobs.get(id)?.length ?? 0)
}

/** (type key and words unconfirmed) */
function noSuchObject(id: string) {
  return gitError(404, 'GitObjectDoesNotExistException', `TF401035: The object '${id}' does not exist.`)
}
