import type {
  GraphMembership,
  GraphMembershipState,
} from 'azure-devops-node-api/interfaces/GraphInterfaces.js'
import { allGroups, createDirectory } from '../../data/people/directory.js'
import type { Group, Subject } from '../../data/people/subject.js'
import { isVisible } from '../../data/people/subject-names.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { wholeNumber, word } from '../query-parameters.js'
import { list, previewOnly, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { namedSubject } from './graph-scope.js'
import { subjectUrl } from './graph-subject.js'

const one: Location = { area: 'Graph', resource: 'Memberships', id: '3fd2e6ca-fb30-443a-b579-95b19ed0934c' }
const all: Location = {
  area: 'Graph',
  resource: 'MembershipsBatch',
  id: 'e34b6394-6b30-4435-94a9-409a5eef3e31',
}
const state: Location = {
  area: 'Graph',
  resource: 'MembershipStates',
  id: '1ffe5c94-1144-4191-907b-d0211cad36a8',
}
const pattern = 'graph/memberships/{subjectDescriptor}/{containerDescriptor}'
const kinds = ['user', 'servicePrincipal', 'group'] as const

/** `_apis/graph/memberships` and `membershipstates`: who belongs to what. */
export const membershipRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'graph/memberships/{subjectDescriptor}',
    scope: ['organization'],
    versions: previewOnly(1),
    location: all,
    answer: listMemberships,
  },
  {
    method: 'GET',
    pattern,
    scope: ['organization'],
    versions: previewOnly(1),
    location: one,
    answer(call) {
      const { subject, group } = ends(call)
      if (!group.members.has(subject)) throw membershipNotFound(subject, group)
      return { status: 200, body: membershipAnswer(call, subject, group) }
    },
  },
  {
    method: 'HEAD',
    pattern,
    scope: ['organization'],
    versions: previewOnly(1),
    location: one,
    answer(call) {
      const { subject, group } = ends(call)
      return { status: group.members.has(subject) ? 200 : 404 }
    },
  },
  {
    method: 'PUT',
    pattern,
    scope: ['organization'],
    versions: previewOnly(1),
    location: one,
    answer(call) {
      const { subject, group } = ends(call)
      refuseCycle(subject, group)
      call.organization.part(createDirectory).join(subject, group)
      return { status: 201, body: membershipAnswer(call, subject, group) }
    },
  },
  {
    method: 'DELETE',
    pattern,
    scope: ['organization'],
    versions: previewOnly(1),
    location: one,
    answer(call) {
      const { subject, group } = ends(call)
      if (!call.organization.part(createDirectory).leave(subject, group))
        throw membershipNotFound(subject, group)
      return { status: 200 }
    },
  },
  {
    method: 'GET',
    pattern: 'graph/membershipstates/{subjectDescriptor}',
    scope: ['organization'],
    versions: previewOnly(1),
    location: state,
    answer(call) {
      const subject = namedSubject(call, call.path.subjectDescriptor as string, kinds)
      const self = `${call.base}/_apis/Graph/MembershipStates/${subject.descriptor}`
      const body: Wire<GraphMembershipState> = {
        active: subject.active,
        _links: { self: { href: self }, member: { href: subjectUrl(call, subject) } },
      }
      return { status: 200, body }
    },
  },
]

function ends(call: EndpointCall): { subject: Subject; group: Group } {
  return {
    subject: namedSubject(call, call.path.subjectDescriptor as string, kinds),
    group: namedSubject(call, call.path.containerDescriptor as string, ['group']),
  }
}

/** Up: the groups it is in. Down: what is in it. The published description allows a depth of 1 only. */
function listMemberships(call: EndpointCall) {
  const subject = namedSubject(call, call.path.subjectDescriptor as string, kinds)
  const direction = word(call, 'direction', ['up', 'down', 'unknown'], 'up')
  const depth = wholeNumber(call, 'depth', 0, 1)
  if (depth !== 1) throw badArgument(`The depth ${depth} is not supported; the only one is 1.`)
  const pairs =
    direction !== 'down'
      ? [...subject.memberOf].map((group) => ({ member: subject, group }))
      : subject.kind === 'group'
        ? [...subject.members].map((member) => ({ member, group: subject }))
        : []
  const visible = pairs.filter(({ member, group }) => isVisible(member) && isVisible(group))
  return list(
    visible.map(({ member, group }) => ({
      containerDescriptor: group.descriptor,
      memberDescriptor: member.descriptor,
    })),
  )
}

function membershipAnswer(call: EndpointCall, subject: Subject, group: Group): Wire<GraphMembership> {
  const self = `${call.base}/_apis/Graph/Memberships/${subject.descriptor}/${group.descriptor}`
  return {
    containerDescriptor: group.descriptor,
    memberDescriptor: subject.descriptor,
    _links: {
      self: { href: self },
      member: { href: subjectUrl(call, subject) },
      container: { href: subjectUrl(call, group) },
    },
  }
}

/** Keys and words of these two unconfirmed. */
function membershipNotFound(subject: Subject, group: Group): DevOpsError {
  return new DevOpsError(
    404,
    'Microsoft.VisualStudio.Services.Graph.GraphMembershipNotFoundException',
    `VS860016: '${subject.descriptor}' is not a member of '${group.descriptor}'.`,
  )
}

function refuseCycle(subject: Subject, group: Group): void {
  if (subject !== group && !(subject.kind === 'group' && allGroups(group).has(subject))) return
  throw new DevOpsError(
    400,
    'Microsoft.VisualStudio.Services.Identity.AddMemberCyclicMembershipException',
    'TF50233: A cyclic group containment error occurred: the group would contain itself.',
  )
}
