import type { Repository } from '../../data/git/repositories.js'
import { present } from '../../data/policy/policy-data.js'
import type { EndpointCall } from '../route.js'
import { policiesOn } from './policy-scope.js'

/** Whether a branch can be changed by pull requests only: some policy that blocks judges pull requests into it. */
export function protectsBranch(call: EndpointCall, repository: Repository, ref: string): boolean {
  return policiesOn(call, repository, ref).some((policy) => policy.type.judges && present(policy).isBlocking)
}
