import type { Identity } from 'azure-devops-node-api/interfaces/IdentitiesInterfaces.js'
import type { Organization } from '../../data/organization.js'
import { allAccounts, allGroups } from '../../data/people/directory.js'
import type { Group, Subject } from '../../data/people/subject.js'
import {
  aliasOf,
  displayNameOf,
  domainOf,
  isVisible,
  principalNameOf,
  scopeNameOf,
} from '../../data/people/subject-names.js'
import { firstDate } from '../../data/work-item-columns.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** How far memberships are followed; `direct` goes both ways, as `expanded` does. */
export type QueryMembership = 'none' | 'direct' | 'expanded' | 'expandedUp' | 'expandedDown'

/** An identity on the wire: its descriptors are texts, where the client's type has objects (published examples). */
export type IdentityOnWire = Omit<Wire<Identity>, 'descriptor' | 'members' | 'memberOf'> & {
  descriptor: string
  members: string[]
  memberOf: string[]
}

/** An identity as the identity service shows it. */
export function identityAnswer(
  call: EndpointCall,
  subject: Subject,
  membership: QueryMembership,
): IdentityOnWire {
  const group = subject.kind === 'group'
  const members = group ? membersOf(subject, membership) : []
  return {
    id: subject.id,
    descriptor: legacyDescriptor(subject),
    subjectDescriptor: subject.descriptor,
    providerDisplayName: group ? principalNameOf(call.organization, subject) : displayNameOf(subject),
    isActive: subject.active,
    ...(group ? { isContainer: true } : {}),
    members: members.map(legacyDescriptor),
    memberOf: groupsOf(subject, membership).map(legacyDescriptor),
    memberIds: members.map(({ id }) => id),
    properties: group
      ? groupProperties(call.organization, subject)
      : accountProperties(call.organization, subject),
    resourceVersion: 2,
    metaTypeId: group ? 255 : subject.kind === 'user' ? 0 : 2,
  }
}

/** The name of an identity in older APIs, in one text. */
export function legacyDescriptor({ legacy }: Subject): string {
  return `${legacy.type};${legacy.identifier}`
}

function membersOf(group: Group, membership: QueryMembership): Subject[] {
  if (membership === 'direct') return [...group.members].filter(isVisible)
  if (membership === 'expanded' || membership === 'expandedDown') return [...allAccounts([group])]
  return []
}

function groupsOf(subject: Subject, membership: QueryMembership): Group[] {
  if (membership === 'direct') return [...subject.memberOf].filter(isVisible)
  if (membership === 'expanded' || membership === 'expandedUp')
    return [...allGroups(subject)].filter(isVisible)
  return []
}

const text = ($value: string) => ({ $type: 'System.String', $value })
const date = (time: number) => ({ $type: 'System.DateTime', $value: serviceDate(time) })
const guid = ($value: string) => ({ $type: 'System.Guid', $value })

function accountProperties(organization: Organization, subject: Subject): Record<string, unknown> {
  const { tenant } = organization.entra
  const isUser = subject.kind === 'user'
  return {
    SchemaClassName: text('User'),
    Description: text(''),
    Domain: text(domainOf(organization, subject)),
    Account: text(principalNameOf(organization, subject)),
    DN: text(''),
    Mail: text(isUser ? subject.mailAddress : ''),
    SpecialType: text('Generic'),
    ...(subject.origin === 'aad' && subject.originId !== null
      ? {
          'http://schemas.microsoft.com/identity/claims/objectidentifier': text(subject.originId),
          'http://schemas.microsoft.com/identity/claims/tenantid': text(tenant),
        }
      : {}),
    ...(subject.kind === 'servicePrincipal' ? { ApplicationId: guid(subject.applicationId) } : {}),
    ...(isUser && subject.origin === 'aad'
      ? {
          Alias: text(aliasOf(subject)),
          DirectoryAlias: text(aliasOf(subject)),
          PUID: text(`aad:${subject.id.replaceAll('-', '').slice(0, 16).toUpperCase()}`),
          ComplianceValidated: date(firstDate),
          MetadataUpdateDate: date(firstDate),
        }
      : {}),
  }
}

function groupProperties(organization: Organization, group: Group): Record<string, unknown> {
  const scope = group.project?.id ?? organization.id
  return {
    SchemaClassName: text('Group'),
    Description: text(group.description),
    Domain: text(domainOf(organization, group)),
    Account: text(group.name),
    SecurityGroup: text('SecurityGroup'),
    SpecialType: text(group.builtIn ? 'AdministrativeApplicationGroup' : 'Generic'),
    ScopeId: guid(scope),
    ScopeType: text(group.project ? 'TeamProject' : 'ServiceHost'),
    LocalScopeId: guid(scope),
    SecuringHostId: guid(organization.id),
    ScopeName: text(scopeNameOf(organization, group)),
    ...(group.project ? {} : { GlobalScope: text('GlobalScope') }),
    VirtualPlugin: text(''),
  }
}
