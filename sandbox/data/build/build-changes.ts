import { createGit } from '../git/git-data.js'
import type { Commit } from '../git/git-objects.js'
import type { Organization } from '../organization.js'
import { below, randomStream, streams } from '../random.js'
import { createBuilds } from './build-data.js'
import type { Build } from './build.js'

/** Commits a build (or a span of builds) contains at most. */
const most = 200

/** The commits a build has and the one before it (same definition and branch, not canceled) had not, newest first. */
export function changesOf(organization: Organization, build: Build): readonly Commit[] {
  const own = organization.part(createBuilds).of(build.project).byDefinition.get(build.definition) ?? []
  const at = own.indexOf(build)
  const before = own
    .slice(0, Math.max(at, 0))
    .findLast(
      (other) => other.sourceBranch === build.sourceBranch && other.result !== 'canceled' && !other.yamlError,
    )
  return changesBetween(organization, before, build)
}

/** The commits that `to` has and `from` has not, newest first; those of `to` alone when `from` is undefined. */
export function changesBetween(
  organization: Organization,
  from: Build | undefined,
  to: Build,
): readonly Commit[] {
  const git = organization.part(createGit)
  const builds = organization.part(createBuilds)
  const newest = builds.position(to.repository, to.sourceVersion)
  if (newest === undefined) {
    const commit = git.commit(to.repository, to.sourceVersion)
    return commit && from?.sourceVersion !== to.sourceVersion ? [commit] : []
  }
  const oldest =
    from && from.repository === to.repository
      ? builds.position(from.repository, from.sourceVersion)
      : undefined
  const end = oldest ?? newest + 1
  return git.commits(to.repository).slice(newest, Math.min(end, newest + most))
}

/** Ids of the work items of its project that a build is linked to. */
export function workItemsOf(organization: Organization, build: Build): number[] {
  const { items, seed } = organization
  if (items.count === 0) return []
  const random = randomStream(seed, streams.build, build.id, 1)
  const found = new Set<number>()
  for (let tries = below(random, 8); tries > 0; tries--) {
    const index = below(random, items.count)
    if (items.value(index, 'System.TeamProject') === build.project.name) found.add(items.idAt(index))
  }
  return [...found].sort((a, b) => a - b)
}
