import type { ObjectStore } from './git-objects.js'
import type { PullRequest } from './pull-request.js'
import { changedFiles, emptyTree } from './trees.js'

/** The number by which a changed file is followed through the iterations of a pull request, by path; from 1. */
export function trackedPaths(objects: ObjectStore, { iterations }: PullRequest): Map<string, number> {
  const numbers = new Map<string, number>()
  const tree = (commit: string) => objects.commits.get(commit)?.tree ?? emptyTree
  for (const { base, source } of iterations) {
    for (const path of [...changedFiles(objects, tree(base), tree(source)).keys()].sort()) {
      if (!numbers.has(path)) numbers.set(path, numbers.size + 1)
    }
  }
  return numbers
}
