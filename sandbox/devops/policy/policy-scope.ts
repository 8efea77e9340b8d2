import { createPolicies, present, type Policy } from '../../data/policy/policy-data.js'
import type { PolicyScope } from '../../data/policy/policy-settings.js'
import type { Repository } from '../../data/git/repositories.js'
import type { EndpointCall } from '../route.js'

/** The enabled policies that hold for a branch of a repository. */
export function policiesOn(call: EndpointCall, repository: Repository, ref: string): Policy[] {
  return call.organization
    .part(createPolicies)
    .of(repository.project)
    .filter((policy) => {
      const { isEnabled, isDeleted, settings } = present(policy)
      return isEnabled && !isDeleted && settings.scope.some((scope) => covers(scope, repository, ref))
    })
}

/** Whether a scope holds for a branch; names are compared exactly, or by their beginning. */
export function covers(
  { repositoryId, refName, matchKind }: PolicyScope,
  repository: Repository,
  ref: string,
): boolean {
  if (repositoryId && repositoryId.toLowerCase() !== repository.id) return false
  if (!refName) return true
  return matchKind?.toLowerCase() === 'prefix' ? ref.startsWith(refName) : ref === refName
}
