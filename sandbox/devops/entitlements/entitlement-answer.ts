import { createDirectory } from '../../data/people/directory.js'
import { createEntitlements, type Entitlement, type LicenseType } from '../../data/people/entitlements.js'
import { projectEntitlementsOf } from '../../data/people/project-entitlements.js'
import type { Account, Group, Subject } from '../../data/people/subject.js'
import { graphGroup, graphServicePrincipal, graphUser } from '../graph/graph-subject.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'

/** Parts of an entitlement that are empty unless asked for. */
export interface EntitlementParts {
  projects: boolean
  groupRules: boolean
}

/** What the service writes for "never" (facts 9). */
const noDate = '0001-01-01T00:00:00Z'

export const licenseNames: Readonly<Record<LicenseType, string>> = {
  express: 'Basic',
  advanced: 'Basic + Test Plans',
  stakeholder: 'Stakeholder',
}

/** The entitlement of a user or an application; undefined for an account without one. */
export function entitlementAnswer(
  call: EndpointCall,
  account: Account,
  parts: EntitlementParts,
): Record<string, unknown> | undefined {
  const entitlement = call.organization.part(createEntitlements).of(account)
  if (!entitlement) return undefined
  return {
    id: account.id,
    ...(account.kind === 'user'
      ? { user: graphUser(call, account) }
      : { servicePrincipal: graphServicePrincipal(call, account) }),
    ...entitlementMembers(call, account, entitlement, parts),
  }
}

/** What all kinds of entitlement have beside their member. */
export function entitlementMembers(
  call: EndpointCall,
  account: Account,
  entitlement: Entitlement,
  parts: EntitlementParts,
): Record<string, unknown> {
  const { status, byGroupRule, createdAt, lastAccessedAt } = entitlement
  return {
    accessLevel: accessLevel(entitlement.license, status, byGroupRule),
    lastAccessedDate: lastAccessedAt === undefined ? noDate : serviceDate(lastAccessedAt),
    dateCreated: serviceDate(createdAt),
    projectEntitlements: parts.projects ? projectEntitlements(account, byGroupRule) : [],
    extensions: [],
    groupAssignments: parts.groupRules && byGroupRule ? [ruleOf(call)].filter(Boolean) : [],
  }
}

export function accessLevel(license: LicenseType, status: Entitlement['status'], byGroupRule: boolean) {
  return {
    licensingSource: 'account',
    accountLicenseType: license,
    msdnLicenseType: 'none',
    licenseDisplayName: licenseNames[license],
    status,
    statusMessage: '',
    assignmentSource: byGroupRule ? 'groupRule' : 'unknown',
  }
}

/** In which projects a subject is what. */
export function projectEntitlements(subject: Subject, byGroupRule: boolean): Record<string, unknown>[] {
  return projectEntitlementsOf(subject).map(({ project, type, groupName, teams }) => ({
    projectRef: { id: project.id, name: project.name },
    group: { groupType: type, displayName: groupName },
    projectPermissionInherited: 'notInherited',
    teamRefs: teams.map(({ id, name }) => ({ id, name })),
    assignmentSource: byGroupRule ? 'groupRule' : 'unknown',
  }))
}

/** The group whose rule gives Basic to its members: the first of Entra. */
export function ruleGroup(call: EndpointCall): Group | undefined {
  return call.organization
    .part(createDirectory)
    .groups.find(({ origin, removed }) => origin === 'aad' && !removed)
}

/** The one group rule, as it appears in lists of rules. */
function ruleOf(call: EndpointCall): Record<string, unknown> | undefined {
  const group = ruleGroup(call)
  return group && groupEntitlementAnswer(call, group)
}

/** A group with the license its members get. */
export function groupEntitlementAnswer(call: EndpointCall, group: Group): Record<string, unknown> {
  return {
    id: group.id,
    group: graphGroup(call, group),
    licenseRule: accessLevel('express', 'active', false),
    projectEntitlements: projectEntitlements(group, false),
    members: null,
    status: 'applied',
    extensionRules: [],
    lastExecuted: noDate,
  }
}
