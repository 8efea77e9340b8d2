import type {
  GraphGroup,
  GraphServicePrincipal,
  GraphUser,
} from 'azure-devops-node-api/interfaces/GraphInterfaces.js'
import type { Application, Group, Subject, User } from '../../data/people/subject.js'
import { aliasOf, displayNameOf, domainOf, principalNameOf } from '../../data/people/subject-names.js'
import type { EndpointCall } from '../route.js'
import type { Wire } from '../wire.js'

/** A user, an application or a group as the graph shows it. */
export function graphSubject(
  call: EndpointCall,
  subject: Subject,
): Wire<GraphUser> | Wire<GraphServicePrincipal> | Wire<GraphGroup> {
  switch (subject.kind) {
    case 'user':
      return graphUser(call, subject)
    case 'servicePrincipal':
      return graphServicePrincipal(call, subject)
    case 'group':
      return graphGroup(call, subject)
  }
}

export function graphUser(call: EndpointCall, user: User): Wire<GraphUser> {
  return {
    subjectKind: 'user',
    ...(user.origin === 'aad' ? { metaType: user.metaType, directoryAlias: aliasOf(user) } : {}),
    ...(user.isDeletedInOrigin ? { isDeletedInOrigin: true } : {}),
    ...memberParts(call, user),
    mailAddress: user.mailAddress,
    ...subjectParts(call, user),
  }
}

export function graphServicePrincipal(
  call: EndpointCall,
  application: Application,
): Wire<GraphServicePrincipal> {
  return {
    subjectKind: 'servicePrincipal',
    applicationId: application.applicationId,
    metaType: 'application',
    directoryAlias: application.id,
    ...memberParts(call, application),
    mailAddress: null,
    ...subjectParts(call, application),
  }
}

export function graphGroup(call: EndpointCall, group: Group): Wire<GraphGroup> {
  return {
    subjectKind: 'group',
    description: group.description,
    ...memberParts(call, group),
    mailAddress: null,
    ...subjectParts(call, group),
  }
}

/** Address of a subject in the graph. */
export function subjectUrl(call: EndpointCall, { kind, descriptor }: Subject): string {
  const resource = { user: 'Users', servicePrincipal: 'ServicePrincipals', group: 'Groups' }[kind]
  return `${call.base}/_apis/Graph/${resource}/${descriptor}`
}

function memberParts({ organization }: EndpointCall, subject: Subject) {
  return { domain: domainOf(organization, subject), principalName: principalNameOf(organization, subject) }
}

function subjectParts(call: EndpointCall, subject: Subject) {
  const { descriptor, origin, originId } = subject
  const url = subjectUrl(call, subject)
  const graph = (resource: string) => ({ href: `${call.base}/_apis/Graph/${resource}/${descriptor}` })
  return {
    origin,
    originId,
    displayName: displayNameOf(subject),
    _links: {
      self: { href: url },
      memberships: graph('Memberships'),
      membershipState: graph('MembershipStates'),
      storageKey: graph('StorageKeys'),
      ...(subject.kind === 'group'
        ? {}
        : { avatar: { href: `${call.base}/_apis/GraphProfile/MemberAvatars/${descriptor}` } }),
    },
    url,
    descriptor,
  }
}
