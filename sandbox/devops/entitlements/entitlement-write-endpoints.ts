import { randomUUID } from 'node:crypto'
import { createDirectory } from '../../data/people/directory.js'
import { createEntitlements, type LicenseType } from '../../data/people/entitlements.js'
import { enterProject, leaveProject, type ProjectGroupType } from '../../data/people/project-entitlements.js'
import type { Account } from '../../data/people/subject.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { findProject } from '../find-project.js'
import { jsonBody } from '../json-body.js'
import { patchOperations, type PatchOperation } from '../json-patch.js'
import { released, type EndpointCall, type Location, type Route } from '../route.js'
import { entitlementAnswer, licenseNames } from './entitlement-answer.js'
import { area, entitled } from './entitlement-endpoints.js'

const list: Location = { area, resource: 'UserEntitlements', id: '387f832c-dbf2-4643-88e9-c1aa94dbb737' }
const single: Location = { area, resource: 'UserEntitlements', id: '8480c6eb-ce60-47e9-88df-eca3c801638b' }
const everything = { projects: true, groupRules: true }
const patch = ['add', 'replace', 'remove'] as const

/** Adding users, changing what they may use, taking them out. */
export const entitlementWriteRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: 'userentitlements',
    scope: ['organization'],
    versions: released(3),
    location: list,
    body: 'application/json',
    answer: addUser,
  },
  {
    method: 'PATCH',
    pattern: 'userentitlements',
    scope: ['organization'],
    versions: released(3),
    location: list,
    body: 'application/json-patch+json',
    answer: changeMany,
  },
  {
    method: 'PATCH',
    pattern: 'userentitlements/{userId}',
    scope: ['organization'],
    versions: released(3),
    location: single,
    body: 'application/json-patch+json',
    answer(call) {
      const account = entitled(call, call.path.userId as string, 'user')
      const results = patchOperations(call.request, patch).map((operation) =>
        change(call, account, operation),
      )
      const userEntitlement = entitlementAnswer(call, account, everything)
      const body = { operationResults: results, isSuccess: true, userEntitlement }
      return { status: 200, body }
    },
  },
  {
    method: 'DELETE',
    pattern: 'userentitlements/{userId}',
    scope: ['organization'],
    versions: released(3),
    location: single,
    answer(call) {
      const account = entitled(call, call.path.userId as string, 'user')
      call.organization.part(createEntitlements).take(account)
      call.organization.part(createDirectory).remove(account)
      return { status: 204 }
    },
  },
]

/** Someone already there is not added again: the result tells so (error number unconfirmed). */
function addUser(call: EndpointCall) {
  const { organization, now } = call
  const body = jsonBody(call.request)
  const directory = organization.part(createDirectory)
  const entitlements = organization.part(createEntitlements)
  const { principalName } = (body.user ?? {}) as { principalName?: unknown }
  if (typeof principalName !== 'string' || !principalName.includes('@'))
    throw badArgument('user.principalName must be the name somebody signs in with.')
  const license = licenseIn(body.accessLevel)
  const wanted = principalName.toLowerCase()
  const known = directory.users.find(({ person }) => person.uniqueName.toLowerCase() === wanted)
  if (known && entitlements.of(known)) {
    const errors = [{ key: 5000, value: 'The user is already in the organization.' }]
    const operationResult = { userId: known.id, isSuccess: false, errors, result: null }
    return { status: 200, body: { operationResult, isSuccess: false, userEntitlement: null } }
  }
  const user = directory.takeIn(principalName)
  entitlements.give(user, license, now)
  for (const entry of Array.isArray(body.projectEntitlements) ? body.projectEntitlements : [])
    addProject(call, user, entry)
  const userEntitlement = entitlementAnswer(call, user, everything)
  const operationResult = { userId: user.id, isSuccess: true, errors: [], result: userEntitlement }
  return { status: 200, body: { operationResult, isSuccess: true, userEntitlement } }
}

/** Paths begin with the id of a user. */
function changeMany(call: EndpointCall) {
  const results = patchOperations(call.request, patch).map(({ op, path, value }) => {
    const [id, ...rest] = path
    if (id === undefined) throw notEmulated('adding users by a patch')
    return change(call, entitled(call, id, 'user'), { op, path: rest, value })
  })
  const body = {
    id: randomUUID(),
    status: 'succeeded',
    haveResultsSucceeded: true,
    completed: true,
    results,
  }
  return { status: 200, body }
}

/** Does one change and tells how it went. */
function change(
  call: EndpointCall,
  account: Account,
  { op, path, value }: PatchOperation<(typeof patch)[number]>,
): Record<string, unknown> {
  const [what, projectId] = path
  if (what?.toLowerCase() === 'accesslevel') {
    call.organization.part(createEntitlements).give(account, licenseIn(value), call.now)
  } else if (what?.toLowerCase() === 'projectentitlements') {
    if (op === 'remove') {
      const project = findProject(call.organization, projectId ?? '')
      leaveProject(call.organization.part(createDirectory), account, project)
    } else addProject(call, account, value)
  } else throw notEmulated(`changing ${String(what)} of an entitlement`)
  const result = entitlementAnswer(call, account, everything)
  return { isSuccess: true, errors: [], userId: account.id, result }
}

function addProject(call: EndpointCall, account: Account, entry: unknown): void {
  const { group, projectRef } = (entry ?? {}) as {
    group?: { groupType?: unknown }
    projectRef?: { id?: unknown }
  }
  const types = ['projectAdministrator', 'projectContributor', 'projectReader', 'projectStakeholder'] as const
  const wanted = String(group?.groupType ?? '').toLowerCase()
  const type: ProjectGroupType | undefined = types.find((one) => one.toLowerCase() === wanted)
  if (!type) throw badArgument(`The group type "${String(group?.groupType)}" is not known.`)
  const project = findProject(call.organization, String(projectRef?.id))
  enterProject(call.organization.part(createDirectory), account, project, type)
}

function licenseIn(level: unknown): LicenseType {
  const { accountLicenseType } = (level ?? {}) as { accountLicenseType?: unknown }
  const wanted = String(accountLicenseType ?? '').toLowerCase()
  const license = (Object.keys(licenseNames) as LicenseType[]).find((one) => one === wanted)
  if (license) return license
  throw new DevOpsError(
    400,
    'Microsoft.VisualStudio.Services.MemberEntitlementManagement.InvalidLicenseException',
    `The license type "${String(accountLicenseType)}" is not available in the organization.`,
  )
}
