import { createDirectory } from '../../data/people/directory.js'
import { createEntitlements, type LicenseType } from '../../data/people/entitlements.js'
import type { Group } from '../../data/people/subject.js'
import { isVisible } from '../../data/people/subject-names.js'
import { DevOpsError } from '../devops-error.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import { subjectNotFound } from '../graph/graph-scope.js'
import {
  accessLevel,
  entitlementAnswer,
  groupEntitlementAnswer,
  licenseNames,
  ruleGroup,
} from './entitlement-answer.js'
import { area } from './entitlement-endpoints.js'
import { entitlementPage } from './entitlement-page.js'

const members: Location = { area, resource: 'Members', id: '45a36e53-5286-4518-aa72-2d29f7acc5d8' }
const memberPattern = 'groupentitlements/{groupId}/members/{memberId}'

/** Group rules, members of groups, and how many licenses are used. */
export const groupEntitlementRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'groupentitlements',
    scope: ['organization'],
    versions: released(1),
    location: { area, resource: 'GroupEntitlements', id: '9bce1f43-2629-419f-8f6c-7503be58a4f3' },
    answer(call) {
      const group = ruleGroup(call)
      return list(group ? [groupEntitlementAnswer(call, group)] : [])
    },
  },
  {
    method: 'GET',
    pattern: 'groupentitlements/{groupId}',
    scope: ['organization'],
    versions: released(1),
    location: { area, resource: 'GroupEntitlements', id: '2280bffa-58a2-49da-822e-0764a1bb44f7' },
    answer(call) {
      const group = ruleGroup(call)
      // A group without a rule gives null (published description).
      const wanted = (call.path.groupId as string).toLowerCase()
      return { status: 200, body: group?.id === wanted ? groupEntitlementAnswer(call, group) : null }
    },
  },
  {
    method: 'GET',
    pattern: 'groupentitlements/{groupId}/members',
    scope: ['organization'],
    versions: released(1),
    location: members,
    answer(call) {
      const users = [...namedGroup(call).members].flatMap((one) => (one.kind === 'user' ? [one] : []))
      const shown = users.flatMap((one) => {
        const answer = entitlementAnswer(call, one, { projects: false, groupRules: false })
        return answer ? [answer] : []
      })
      const size = { default: 100, top: 'maxResults', token: 'pagingToken' }
      return entitlementPage(call, shown, size, (one) => one)
    },
  },
  {
    method: 'PUT',
    pattern: memberPattern,
    scope: ['organization'],
    versions: released(1),
    location: members,
    answer(call) {
      call.organization.part(createDirectory).join(namedMember(call), namedGroup(call))
      return { status: 204 }
    },
  },
  {
    method: 'DELETE',
    pattern: memberPattern,
    scope: ['organization'],
    versions: released(1),
    location: members,
    answer(call) {
      const member = namedMember(call)
      if (call.organization.part(createDirectory).leave(member, namedGroup(call))) return { status: 204 }
      throw memberNotFound(member.id)
    },
  },
  {
    method: 'GET',
    pattern: 'userentitlementsummary',
    scope: ['organization'],
    versions: released(1),
    location: { area, resource: 'UserEntitlementSummary', id: '5ae55b13-c9dd-49d1-957e-6e76c152e3d9' },
    answer: summary,
  },
]

function namedGroup(call: EndpointCall): Group {
  const id = call.path.groupId as string
  const group = call.organization.part(createDirectory).byId(id)
  if (group?.kind === 'group' && isVisible(group)) return group
  throw subjectNotFound(id)
}

function namedMember(call: EndpointCall) {
  const id = call.path.memberId as string
  const member = call.organization.part(createDirectory).byId(id)
  if (member && member.kind !== 'group') return member
  throw memberNotFound(id)
}

/** Key and words unconfirmed. */
function memberNotFound(id: string): DevOpsError {
  return new DevOpsError(
    404,
    'Microsoft.VisualStudio.Services.MemberEntitlementManagement.MemberNotFoundException',
    `The member with id ${id} was not found in the group.`,
  )
}

function summary(call: EndpointCall) {
  const wanted = (call.query('select') ?? '').toLowerCase()
  const includes = (word: string) => wanted === '' || wanted.includes(word)
  const entitlements = call.organization.part(createEntitlements)
  const held = entitlements.accounts.flatMap((account) => entitlements.of(account) ?? [])
  const levels = (Object.keys(licenseNames) as LicenseType[]).map((one) => accessLevel(one, 'active', false))
  const projects = call.organization.projects.filter(({ state }) => state === 'wellFormed')
  const body = {
    ...(includes('licenses')
      ? {
          licenses: (Object.keys(licenseNames) as LicenseType[]).map((license) => {
            const assigned = held.filter((one) => one.license === license).length
            const disabled = held.filter((one) => one.license === license && one.status === 'disabled').length
            return {
              licenseName: licenseNames[license],
              accountLicenseType: license,
              msdnLicenseType: 'none',
              source: 'account',
              assigned,
              disabled,
              available: 0,
              includedQuantity: license === 'express' ? 5 : 0,
              total: assigned,
              isPurchasable: license !== 'stakeholder',
              totalAfterNextBillingDate: assigned,
            }
          }),
        }
      : {}),
    ...(includes('accesslevels') ? { defaultAccessLevel: levels[2], availableAccessLevels: levels } : {}),
    ...(includes('projects') ? { projectRefs: projects.map(({ id, name }) => ({ id, name })) } : {}),
    ...(includes('groups') ? { groupOptions: [] } : {}),
  }
  return { status: 200, body }
}
