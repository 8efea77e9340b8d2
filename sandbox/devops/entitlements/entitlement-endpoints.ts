import { createDirectory } from '../../data/people/directory.js'
import { createEntitlements, type Entitlement } from '../../data/people/entitlements.js'
import type { Account } from '../../data/people/subject.js'
import { DevOpsError } from '../devops-error.js'
import { graphServicePrincipal, graphUser } from '../graph/graph-subject.js'
import { previewOnly, released, type EndpointCall, type Route } from '../route.js'
import { entitlementAnswer, entitlementMembers, type EntitlementParts } from './entitlement-answer.js'
import { entitlementFilter, entitlementOrder } from './entitlement-filter.js'
import { entitlementPage } from './entitlement-page.js'

export const area = 'MemberEntitlementManagement'
/** Rows of a page (facts 6). */
const page = { default: 100 }
const everything: EntitlementParts = { projects: true, groupRules: true }

/** Reading of access levels: of users, of applications, of both. */
export const entitlementRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'userentitlements',
    scope: ['organization'],
    versions: released(3),
    location: { area, resource: 'UserEntitlements', id: '387f832c-dbf2-4643-88e9-c1aa94dbb737' },
    answer(call) {
      const parts = selected(call)
      const rows = fitting(call).filter(([account]) => account.kind === 'user')
      return entitlementPage(call, rows, page, ([account]) => entitlementAnswer(call, account, parts))
    },
  },
  {
    method: 'GET',
    pattern: 'userentitlements/{userId}',
    scope: ['organization'],
    versions: released(3),
    location: { area, resource: 'UserEntitlements', id: '8480c6eb-ce60-47e9-88df-eca3c801638b' },
    answer: (call) => ({
      status: 200,
      body: entitlementAnswer(call, entitled(call, call.path.userId as string, 'user'), everything),
    }),
  },
  {
    method: 'GET',
    pattern: 'serviceprincipalentitlements/{servicePrincipalId}',
    scope: ['organization'],
    versions: previewOnly(1),
    location: {
      area,
      resource: 'ServicePrincipalEntitlements',
      id: '1d491a66-190b-43ae-86b8-9c2688c55186',
    },
    answer(call) {
      const account = entitled(call, call.path.servicePrincipalId as string, 'servicePrincipal')
      return { status: 200, body: entitlementAnswer(call, account, everything) }
    },
  },
  {
    method: 'GET',
    pattern: 'memberentitlements',
    scope: ['organization'],
    versions: previewOnly(2),
    location: { area, resource: 'MemberEntitlements', id: '1e8cabfb-1fda-461e-860f-eeeae54d06bb' },
    answer(call) {
      const parts = selected(call)
      return entitlementPage(call, fitting(call), page, ([account, entitlement]) => ({
        member: account.kind === 'user' ? graphUser(call, account) : graphServicePrincipal(call, account),
        id: account.id,
        ...entitlementMembers(call, account, entitlement, parts),
      }))
    },
  },
]

/** Who has an entitlement and was asked for, in the asked order. */
function fitting(call: EndpointCall): (readonly [Account, Entitlement])[] {
  const entitlements = call.organization.part(createEntitlements)
  const filter = entitlementFilter(call.query('$filter'))
  const order = entitlementOrder(call.query('$orderBy'))
  const rows = entitlements.accounts
    .map((account) => [account, entitlements.of(account) as Entitlement] as const)
    .filter(filter)
  return order ? rows.sort(order) : rows
}

function selected(call: EndpointCall): EntitlementParts {
  const words = (call.query('select') ?? '')
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
  const all = words.includes('all')
  return { projects: all || words.includes('projects'), groupRules: all || words.includes('grouprules') }
}

/** An account with an entitlement by its id; otherwise a 404 (type key and words unconfirmed). */
export function entitled(call: EndpointCall, id: string, kind: Account['kind']): Account {
  const subject = call.organization.part(createDirectory).byId(id)
  if (subject && subject.kind !== 'group' && subject.kind === kind) {
    if (call.organization.part(createEntitlements).of(subject)) return subject
  }
  throw new DevOpsError(
    404,
    'Microsoft.VisualStudio.Services.MemberEntitlementManagement.MemberNotFoundException',
    `The member with id ${id} was not found in the organization.`,
  )
}
