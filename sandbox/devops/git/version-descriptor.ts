import type { Commit } from '../../data/git/git-objects.js'
import { peeled } from '../../data/git/repository-content.js'
import { notEmulated } from '../devops-error.js'
import type { EndpointCall } from '../route.js'
import { enumValue } from '../enum-value.js'
import { gitError } from './git-errors.js'
import type { GitCall } from './git-route.js'

const types = { branch: 0, tag: 1, commit: 2 } as const
const options = { none: 0, previousChange: 1, firstParent: 2 } as const

/** A version of a repository's files, as requests name it. */
export interface VersionDescriptor {
  type: keyof typeof types
  /** The default branch when absent. */
  version?: string
  /** `firstParent` is the commit before. */
  options: 'none' | 'firstParent'
}

/** The descriptor in query parameters: `{prefix}version`, `{prefix}versionType` and `{prefix}versionOptions`. */
export function queriedVersion(call: EndpointCall, ...prefixes: string[]): VersionDescriptor {
  const read = (name: string) =>
    prefixes
      .map((prefix) => call.query(prefix + (prefix.endsWith('.') ? lowerFirst(name) : name)))
      .find(Boolean)
  return descriptor({
    version: read('Version'),
    versionType: read('VersionType'),
    versionOptions: read('VersionOptions'),
  })
}

/** The descriptor in a body's object. */
export function descriptor(given: {
  version?: unknown
  versionType?: unknown
  versionOptions?: unknown
}): VersionDescriptor {
  const { version, versionType, versionOptions } = given
  const option = enumValue(versionOptions, options, 'versionOptions') ?? 'none'
  if (option === 'previousChange') throw notEmulated('versionOptions=previousChange')
  return {
    type: enumValue(versionType, types, 'versionType') ?? 'branch',
    ...(typeof version === 'string' && version !== '' ? { version } : {}),
    options: option,
  }
}

/** The commit of a version; undefined for the default branch of an empty repository; otherwise a 404. */
export function findVersion(call: GitCall, wanted: VersionDescriptor): Commit | undefined {
  const { repository, content } = call
  const { type, version } = wanted
  const refs = content.refs
  let id: string | undefined
  if (version === undefined) {
    if (repository.defaultBranch === undefined || !refs.has(repository.defaultBranch)) return undefined
    id = refs.get(repository.defaultBranch)?.objectId
  } else if (type === 'commit') id = version.toLowerCase()
  else {
    const name =
      type === 'branch' ? version.replace(/^refs\/heads\//, '') : version.replace(/^refs\/tags\//, '')
    const objectId = refs.get(`refs/${type === 'branch' ? 'heads' : 'tags'}/${name}`)?.objectId
    id = objectId === undefined ? undefined : peeled(content, objectId)
  }
  const commit = id === undefined ? undefined : content.objects.commits.get(id)
  const found =
    wanted.options === 'firstParent' && commit ? content.objects.commits.get(commit.parents[0] ?? '') : commit
  if (found) return found
  const kind = { branch: 'Branch', commit: 'Commit', tag: 'Tag' }[type]
  throw gitError(
    404,
    'GitUnresolvableToCommitException',
    `TF401175:The version descriptor <${kind}: ${version ?? ''} > could not be resolved to a version in the ` +
      `repository ${repository.name}`,
  )
}

/** Like `findVersion`; an empty repository gives a 404. */
export function needVersion(call: GitCall, wanted: VersionDescriptor): Commit {
  const commit = findVersion(call, wanted)
  if (commit) return commit
  throw gitError(
    404,
    'GitRepositoryEmptyException',
    `VS403403: Cannot find any branches for the ${call.repository.name} repository.`,
  )
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
