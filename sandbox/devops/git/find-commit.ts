import type { Commit } from '../../data/git/git-objects.js'
import { gitError } from './git-errors.js'
import type { GitCall } from './git-route.js'

/** The commit an address names, or a 404. */
export function findCommit({ content, repository, path }: GitCall, id = path.commitId as string): Commit {
  const commit = content.objects.commits.get(id.toLowerCase())
  if (commit) return commit
  throw gitError(
    404,
    'GitCommitDoesNotExistException',
    `TF401175:The version descriptor <Commit: ${id} > could not be resolved to a version in the repository ${repository.name}`,
  )
}
