import { describe, expect, test } from 'vitest'
import { permits } from '../../sandbox/server/permission-check.js'

/** Permission, method, path after the organization. */
type Row = readonly [string, string, string]

const reads: readonly Row[] = [
  ['vso.work', 'GET', '/P/_apis/wit/workitems/5'],
  ['vso.work', 'POST', '/_apis/wit/workitemsbatch'],
  ['vso.work', 'POST', '/P/T/_apis/wit/wiql'],
  ['vso.work', 'POST', '/P/_apis/wit/queriesbatch'],
  ['vso.work', 'POST', '/_apis/wit/reporting/workItemRevisions'],
  ['vso.work', 'GET', '/P/T/_apis/work/teamsettings/iterations'],
  ['vso.project', 'GET', '/_apis/projects'],
  ['vso.profile', 'GET', '/_apis/teams'],
  ['vso.profile', 'GET', '/_apis/profile/profiles/me'],
  ['vso.code', 'GET', '/_apis/git/repositories'],
  ['vso.code', 'POST', '/P/_apis/git/repositories/r/commitsbatch'],
  ['vso.code', 'POST', '/P/_apis/git/repositories/r/itemsbatch'],
  ['vso.code', 'GET', '/P/_apis/policy/configurations'],
  ['vso.code_status', 'GET', '/P/_apis/git/repositories/r/pullRequests/5/statuses'],
  ['vso.build', 'GET', '/P/_apis/build/builds'],
  ['vso.build', 'GET', '/P/_apis/pipelines'],
  ['vso.work', 'GET', '/P/_apis/build/workitems'],
  ['vso.release', 'GET', '/P/_apis/release/releases'],
  ['vso.test', 'GET', '/P/_apis/test/runs'],
  ['vso.test', 'GET', '/P/_apis/testplan/plans'],
  ['vso.test', 'GET', '/P/_apis/testresults/resultsbybuild'],
  ['vso.wiki', 'GET', '/P/_apis/wiki/wikis'],
  ['vso.wiki', 'POST', '/P/_apis/wiki/wikis/w/pagesbatch'],
  ['vso.dashboards', 'GET', '/P/T/_apis/dashboard/dashboards'],
  ['vso.graph', 'GET', '/_apis/graph/users'],
  ['vso.graph', 'POST', '/_apis/graph/subjectlookup'],
  ['vso.identity', 'GET', '/_apis/identities'],
  ['vso.memberentitlementmanagement', 'GET', '/_apis/userentitlements'],
  ['vso.memberentitlementmanagement', 'GET', '/_apis/GroupEntitlements/g/members'],
  ['vso.packaging', 'GET', '/_apis/packaging/feeds'],
  ['vso.serviceendpoint', 'GET', '/P/_apis/serviceendpoint/endpoints'],
  ['vso.agentpools', 'GET', '/_apis/distributedtask/pools'],
  ['vso.variablegroups_read', 'GET', '/P/_apis/distributedtask/variablegroups'],
  ['vso.taskgroups_read', 'GET', '/P/_apis/distributedtask/taskgroups'],
  ['vso.environment_manage', 'GET', '/P/_apis/distributedtask/environments'],
  ['vso.machinegroup_manage', 'GET', '/P/_apis/distributedtask/deploymentgroups'],
  ['vso.auditlog', 'GET', '/_apis/audit/auditlog'],
  ['vso.build', 'GET', '/_apis/hooks/subscriptions'],
  ['vso.security_manage', 'GET', '/_apis/accesscontrollists/x'],
]

const writes: readonly Row[] = [
  ['vso.work_write', 'PATCH', '/_apis/wit/workitems/5'],
  ['vso.work_write', 'POST', '/_apis/wit/workitemsdelete'],
  ['vso.project_write', 'PATCH', '/_apis/projects/p'],
  ['vso.project_manage', 'POST', '/_apis/projects'],
  ['vso.project_manage', 'POST', '/_apis/projects/p/teams'],
  ['vso.code_write', 'POST', '/P/_apis/git/repositories/r/pullrequests'],
  ['vso.threads_full', 'POST', '/P/_apis/git/repositories/r/pullrequests/5/threads'],
  ['vso.code_manage', 'POST', '/P/_apis/git/repositories'],
  ['vso.build_execute', 'POST', '/P/_apis/build/builds'],
  ['vso.release_execute', 'POST', '/P/_apis/release/releases'],
  ['vso.release_manage', 'PATCH', '/P/_apis/release/approvals/5'],
  ['vso.test_write', 'POST', '/P/_apis/test/runs'],
  ['vso.wiki_write', 'PUT', '/P/_apis/wiki/wikis/w/pages'],
  ['vso.dashboards_manage', 'POST', '/P/_apis/dashboard/dashboards'],
  ['vso.graph_manage', 'POST', '/_apis/graph/groups'],
  ['vso.memberentitlementmanagement_write', 'POST', '/_apis/userentitlements'],
  ['vso.packaging_manage', 'DELETE', '/_apis/packaging/feeds/f'],
  ['vso.serviceendpoint_manage', 'POST', '/_apis/serviceendpoint/endpoints'],
  ['vso.variablegroups_manage', 'POST', '/_apis/distributedtask/variablegroups'],
  ['vso.agentpools_manage', 'POST', '/_apis/distributedtask/pools'],
]

describe('permissions of a person’s token', () => {
  test.each([...reads, ...writes])('%s suffices for %s %s', (permission, method, path) => {
    expect(permits([permission], method, path)).toBe(true)
  })

  test.each([...reads, ...writes])('without %s, %s %s is refused', (permission, method, path) => {
    const others = ['vso.notification', 'vso.extension', 'vso.symbols']
    expect(permits(others, method, path), permission).toBe(false)
  })

  test.each(writes)(
    'what only reads does not suffice for the writing that wants %s: %s %s',
    (permission, ...to) => {
      const reading = permission.replace(/_(write|manage|execute|full)$/, '')
      if (reading !== 'vso.threads') expect(permits([reading], ...to)).toBe(false)
    },
  )

  test('higher ones include lower ones, and user_impersonation all', () => {
    expect(permits(['vso.work_full'], 'GET', '/_apis/wit/fields')).toBe(true)
    expect(permits(['vso.code_full'], 'POST', '/_apis/git/repositories')).toBe(true)
    expect(permits(['vso.project_manage'], 'PATCH', '/_apis/projects/p')).toBe(true)
    expect(permits(['vso.release_manage'], 'GET', '/P/_apis/release/releases')).toBe(true)
    for (const [, method, path] of writes) expect(permits(['user_impersonation'], method, path)).toBe(true)
  })

  test('finding out where things are wants none', () => {
    expect(permits(['vso.code'], 'GET', '/_apis/connectionData')).toBe(true)
    expect(permits(['vso.code'], 'OPTIONS', '/_apis/wit')).toBe(true)
  })
})
