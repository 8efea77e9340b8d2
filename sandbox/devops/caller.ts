import type { Organization } from '../data/organization.js'
import { subjectDescriptor } from '../data/people/descriptors.js'
import type { Person } from '../data/people.js'
import type { DevOpsIdentity } from './devops-request.js'

/** The identity of a request as a person of the organization; an application's service principal is none of its people. */
export function callerOf(organization: Organization, identity: DevOpsIdentity): Person {
  const person = organization.people.find(({ id }) => id === identity.id)
  if (person) return person
  const { id, displayName, uniqueName } = identity
  return { id, displayName, uniqueName, descriptor: subjectDescriptor('aadsp', id) }
}
