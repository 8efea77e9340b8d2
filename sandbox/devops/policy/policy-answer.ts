import type {
  PolicyConfiguration,
  PolicyType as ClientType,
} from 'azure-devops-node-api/interfaces/PolicyInterfaces.js'
import type { Project } from '../../data/projects.js'
import { present, type Policy, type PolicyRevision } from '../../data/policy/policy-data.js'
import type { PolicyType } from '../../data/policy/known-policies.js'
import type { Wire } from '../wire.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'

/** A policy, in its present or another revision. */
export function policyAnswer(
  call: EndpointCall,
  policy: Policy,
  revision: PolicyRevision = present(policy),
): Wire<PolicyConfiguration> {
  const { id, project, type } = policy
  const url = `${call.base}/${project.id}/_apis/policy/configurations/${id}`
  return {
    createdBy: identityReference(call.base, revision.createdBy),
    createdDate: serviceDate(revision.createdAt),
    isEnabled: revision.isEnabled,
    isBlocking: revision.isBlocking,
    isDeleted: revision.isDeleted,
    settings: revision.settings,
    isEnterpriseManaged: false,
    _links: { self: { href: url }, policyType: { href: typeUrl(call, project, type) } },
    revision: revision.revision,
    id,
    url,
    type: { id: type.id, url: typeUrl(call, project, type), displayName: type.displayName },
  }
}

/** A kind of policy. */
export function policyTypeAnswer(call: EndpointCall, project: Project, type: PolicyType): Wire<ClientType> {
  const url = typeUrl(call, project, type)
  const { description, id, displayName } = type
  return { description, _links: { self: { href: url } }, id, url, displayName }
}

function typeUrl(call: EndpointCall, project: Project, { id }: PolicyType): string {
  return `${call.base}/${project.id}/_apis/policy/types/${id}`
}
