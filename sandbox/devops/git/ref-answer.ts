import type { GitRef } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { peeled, type Ref } from '../../data/git/repository-content.js'
import { identityReference } from '../identity-reference.js'
import type { GitCall } from './git-route.js'
import { repositoryUrl } from './repository-answer.js'
import type { Wire } from '../wire.js'

/** A ref; the lock is shown only where there is one (facts 9). */
export function refAnswer(call: GitCall, ref: Ref, peel = false): Wire<GitRef> {
  const { name, objectId, creator, lockedBy } = ref
  const commit = peeled(call.content, objectId)
  return {
    name,
    objectId,
    ...(peel && commit !== objectId ? { peeledObjectId: commit } : {}),
    ...(lockedBy ? { isLocked: true, isLockedBy: identityReference(call.base, lockedBy) } : {}),
    creator: identityReference(call.base, creator),
    url: refUrl(call, name),
  }
}

/** The address of a ref, which is a list filtered by its name. */
export function refUrl(call: GitCall, name: string): string {
  return `${repositoryUrl(call, call.repository)}/refs?filter=${encodeURIComponent(name.replace(/^refs\//, ''))}`
}
