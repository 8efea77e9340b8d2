import { changedFiles } from '../../data/git/trees.js'
import type { PullRequest, Reviewer } from '../../data/git/pull-request.js'
import { present, type Policy } from '../../data/policy/policy-data.js'
import type { GitCall } from '../git/git-route.js'
import { policiesOn } from './policy-scope.js'

/** Whom policies make reviewers of a pull request. */
export function requiredReviewers(call: GitCall, pullRequest: PullRequest): Reviewer['identity'][] {
  const found = policiesOn(call, call.repository, pullRequest.targetRef)
    .filter(
      (policy) => policy.type.judges === 'requiredReviewers' && concernsFiles(call, policy, pullRequest),
    )
    .flatMap((policy) => (present(policy).settings.requiredReviewerIds as string[] | undefined) ?? [])
  const { people, teams } = call.organization
  return [...new Set(found)].flatMap((id) => {
    const identity = teams.find((team) => team.id === id) ?? people.find((person) => person.id === id)
    return identity ? [identity] : []
  })
}

/** Whether a pull request changes a file that fits the patterns of a policy; all files fit none. */
export function concernsFiles({ content }: GitCall, policy: Policy, { iterations }: PullRequest): boolean {
  const { filenamePatterns, addedFilesOnly } = present(policy).settings
  const patterns = Array.isArray(filenamePatterns) ? filenamePatterns.map(String) : []
  if (patterns.length === 0) return true
  const last = iterations.at(-1)
  const tree = (commit: string | undefined) => content.objects.commits.get(commit ?? '')?.tree ?? ''
  const changed = [...changedFiles(content.objects, tree(last?.base), tree(last?.source))]
  return changed.some(
    ([path, { originalId }]) =>
      (addedFilesOnly !== true || originalId === undefined) &&
      patterns.some((pattern) => fitsPattern(path, pattern)),
  )
}

/** `*` stands for any text; without a slash at its beginning a pattern may begin anywhere; `;` parts patterns. */
function fitsPattern(path: string, pattern: string): boolean {
  return pattern.split(';').some((part) => {
    const text = part.trim()
    if (text === '') return false
    const expression = text
      .split('*')
      .map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')
    return new RegExp(`^${text.startsWith('/') ? '' : '.*'}${expression}$`, 'i').test(path)
  })
}
