import type {
  ReleaseApproval,
  ReleaseDefinitionShallowReference,
  ReleaseShallowReference,
} from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import type { Person } from '../../data/people.js'
import type {
  ReleaseApproval as ApprovalModel,
  Release,
  ReleaseEnvironment,
} from '../../data/release/release.js'
import { releaseContentOf, type ReleaseDefinition } from '../../data/release/release-definition.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** Address of a release below its project's GUID. */
export function releaseUrl(call: EndpointCall, { id, project }: Release): string {
  return `${call.base}/${project.id}/_apis/Release/releases/${id}`
}

/** Address of a release definition below its project's GUID. */
export function definitionUrl(call: EndpointCall, { id, project }: ReleaseDefinition): string {
  return `${call.base}/${project.id}/_apis/Release/definitions/${id}`
}

/** Links to the resource itself and to its page. */
export function releaseLinks(call: EndpointCall, release: Release) {
  return {
    self: { href: releaseUrl(call, release) },
    web: { href: `${call.base}/${release.project.id}/_release?releaseId=${release.id}&_a=release-summary` },
  }
}

/** The same for a definition. */
export function definitionLinks(call: EndpointCall, definition: ReleaseDefinition) {
  return {
    self: { href: definitionUrl(call, definition) },
    web: { href: `${call.base}/${definition.project.id}/_release?definitionId=${definition.id}` },
  }
}

/** A release as other resources refer to it. */
export function releaseReference(call: EndpointCall, release: Release): Wire<ReleaseShallowReference> {
  return {
    id: release.id,
    name: release.name,
    url: releaseUrl(call, release),
    _links: releaseLinks(call, release),
  }
}

/** A definition as other resources refer to it. */
export function definitionReference(
  call: EndpointCall,
  definition: ReleaseDefinition,
): Wire<ReleaseDefinitionShallowReference> {
  const { name, path } = releaseContentOf(definition)
  return {
    id: definition.id,
    name,
    path,
    projectReference: null,
    url: definitionUrl(call, definition),
    _links: definitionLinks(call, definition),
  }
}

/** A person as releases show them. */
export function person(call: EndpointCall, one: Person) {
  return identityReference(call.base, one)
}

/** An approval; the published type lacks what the examples show. */
export function approvalAnswer(
  call: EndpointCall,
  release: Release,
  environment: ReleaseEnvironment,
  attempt: number,
  approval: ApprovalModel,
): Wire<ReleaseApproval> {
  const { approver, approvedBy } = approval
  return {
    id: approval.id,
    revision: 1,
    ...(approver ? { approver: person(call, approver) } : {}),
    ...(approvedBy ? { approvedBy: person(call, approvedBy) } : {}),
    approvalType: approval.type,
    createdOn: serviceDate(approval.createdAt),
    modifiedOn: serviceDate(approval.modifiedAt),
    status: approval.status,
    comments: approval.comments,
    isAutomated: approver === undefined,
    isNotificationOn: approver !== undefined,
    trialNumber: attempt,
    attempt,
    rank: approval.rank,
    release: { id: release.id, name: release.name, url: releaseUrl(call, release), _links: {} },
    releaseDefinition: {
      id: release.definition.id,
      name: releaseContentOf(release.definition).name,
      url: definitionUrl(call, release.definition),
      _links: {},
    },
    releaseEnvironment: { id: environment.id, name: environment.definition.name, _links: {} },
    url: `${call.base}/${release.project.id}/_apis/Release/approvals/${approval.id}`,
  }
}
