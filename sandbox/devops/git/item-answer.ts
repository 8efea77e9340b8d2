import type { FileContentMetadata, GitItem } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { reachable } from '../../data/git/commit-graph.js'
import type { Commit, TreeEntry } from '../../data/git/git-objects.js'
import { entryAt } from '../../data/git/trees.js'
import { commitReference } from './commit-answer.js'
import type { GitCall } from './git-route.js'
import { repositoryUrl } from './repository-answer.js'
import type { VersionDescriptor } from './version-descriptor.js'
import type { Wire } from '../wire.js'

/** What of an item an answer holds. */
export interface ItemParts {
  content: boolean
  metadata: boolean
  latestChange: boolean
  links: boolean
}

/** A file or folder at a commit; `version` is what the request asked for. */
export function itemAnswer(
  call: GitCall,
  commit: Commit,
  version: VersionDescriptor,
  path: string,
  entry: TreeEntry,
  parts: ItemParts,
): Wire<GitItem> {
  const isFolder = entry.kind === 'tree'
  const url = versionedUrl(call, path, version)
  const blob = isFolder ? undefined : call.content.objects.blobs.get(entry.id)
  return {
    objectId: entry.id,
    gitObjectType: entry.kind,
    commitId: commit.id,
    path,
    ...(isFolder ? { isFolder: true } : {}),
    ...(parts.metadata || parts.content ? { contentMetadata: metadata(path, blob) } : {}),
    ...(parts.content && blob
      ? { content: isBinary(blob) ? blob.toString('base64') : blob.toString('utf8') }
      : {}),
    ...(parts.latestChange
      ? { latestProcessedChange: commitReference(call, lastCommit(call, commit, path)) }
      : {}),
    url,
    ...(parts.links ? { _links: itemLinks(call, url, entry) } : {}),
  }
}

/** Whether bytes are no text. */
export function isBinary(blob: Buffer): boolean {
  return blob.subarray(0, 8000).includes(0)
}

function itemLinks(call: GitCall, url: string, { kind, id }: TreeEntry) {
  const repository = repositoryUrl(call, call.repository)
  const object = { href: `${repository}/${kind === 'tree' ? 'trees' : 'blobs'}/${id}` }
  return { self: { href: url }, repository: { href: repository }, [kind]: object }
}

function metadata(path: string, blob: Buffer | undefined): Wire<FileContentMetadata> {
  const fileName = path.slice(path.lastIndexOf('/') + 1)
  if (!blob) return { fileName }
  const extension = fileName.includes('.') ? fileName.slice(fileName.lastIndexOf('.') + 1) : undefined
  const binary = isBinary(blob)
  return {
    ...(binary ? {} : { encoding: 65001 }),
    contentType: binary ? 'application/octet-stream' : 'text/plain',
    fileName,
    ...(extension === undefined ? {} : { extension }),
    ...(binary ? { isBinary: true } : {}),
  }
}

/** The last commit of a history that changed a path against all its parents. */
function lastCommit(call: GitCall, from: Commit, path: string): Commit {
  const { objects } = call.content
  const idIn = (commit: Commit | undefined) => commit && entryAt(objects, commit.tree, path)?.id
  const wanted = idIn(from)
  for (const commit of reachable(objects, from.id)) {
    if (idIn(commit) === wanted && commit.parents.every((id) => idIn(objects.commits.get(id)) !== wanted))
      return commit
  }
  return from
}

function versionedUrl(call: GitCall, path: string, { type, version }: VersionDescriptor): string {
  const kind = { branch: 'Branch', commit: 'Commit', tag: 'Tag' }[type]
  const name = version ?? call.repository.defaultBranch?.replace(/^refs\/heads\//, '') ?? ''
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  return (
    `${repositoryUrl(call, call.repository)}/items${encoded}?versionType=${kind}` +
    `&version=${encodeURIComponent(name)}&versionOptions=None`
  )
}
