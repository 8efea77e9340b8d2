/*
 * What a person's token lets an application do (facts 3.2, and the `security` of each operation in the REST
 * specification): each area of the API wants a permission, the writing of it a higher one. An application's own
 * token and a personal access token are not asked.
 */

interface AreaRule {
  /** What follows `_apis/`, in small letters. */
  area: RegExp
  /** Any of these suffices. */
  read: readonly string[]
  write: readonly string[]
}

/** What is held with each permission beside itself: higher ones include lower ones. */
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  'vso.profile_write': ['vso.profile'],
  'vso.project_write': ['vso.project'],
  'vso.project_manage': ['vso.project_write', 'vso.project'],
  'vso.work_write': ['vso.work'],
  'vso.work_full': ['vso.work_write', 'vso.work'],
  'vso.code_write': ['vso.code'],
  'vso.code_manage': ['vso.code_write', 'vso.code'],
  'vso.code_full': ['vso.code_manage', 'vso.code_write', 'vso.code'],
  'vso.build_execute': ['vso.build'],
  'vso.release_execute': ['vso.release'],
  'vso.release_manage': ['vso.release_execute', 'vso.release'],
  'vso.test_write': ['vso.test'],
  'vso.graph_manage': ['vso.graph'],
  'vso.identity_manage': ['vso.identity'],
  'vso.memberentitlementmanagement_write': ['vso.memberentitlementmanagement'],
  'vso.packaging_write': ['vso.packaging'],
  'vso.packaging_manage': ['vso.packaging_write', 'vso.packaging'],
  'vso.wiki_write': ['vso.wiki'],
  'vso.dashboards_manage': ['vso.dashboards'],
  'vso.serviceendpoint_query': ['vso.serviceendpoint'],
  'vso.serviceendpoint_manage': ['vso.serviceendpoint_query', 'vso.serviceendpoint'],
  'vso.variablegroups_write': ['vso.variablegroups_read'],
  'vso.variablegroups_manage': ['vso.variablegroups_write', 'vso.variablegroups_read'],
  'vso.taskgroups_write': ['vso.taskgroups_read'],
  'vso.taskgroups_manage': ['vso.taskgroups_write', 'vso.taskgroups_read'],
  'vso.agentpools_manage': ['vso.agentpools'],
  'vso.extension_manage': ['vso.extension'],
  'vso.notification_write': ['vso.notification'],
  'vso.symbols_write': ['vso.symbols'],
  'vso.advsec_write': ['vso.advsec'],
}

const rule = (area: RegExp, read: string, write: string): AreaRule => ({
  area,
  read: read.split(' '),
  write: write.split(' '),
})

/** The first that fits counts. */
const RULES: readonly AreaRule[] = [
  rule(/^(wit|work|processes|process)\b/, 'vso.work', 'vso.work_write'),
  rule(/^projects\/[^/]+\/(properties|teams\/[^/]+)$/, 'vso.project vso.profile', 'vso.project_write'),
  rule(/^(projects$|projects\/[^/]+\/)/, 'vso.project vso.profile', 'vso.project_manage'),
  rule(/^(projects|teams|projecthistory)\b/, 'vso.project vso.profile', 'vso.project_write'),
  rule(/^(profile|accounts|favorite)\b/, 'vso.profile', 'vso.profile_write'),
  rule(
    /^git\/repositories\/[^/]+\/(commits|pullrequests)\/.*statuses\b/,
    'vso.code vso.code_status',
    'vso.code_write vso.code_status',
  ),
  rule(
    /^git\/repositories\/[^/]+\/pullrequests\/[^/]+\/threads\b/,
    'vso.code vso.threads_full',
    'vso.code_write vso.threads_full',
  ),
  rule(/^git\/repositories(\/[^/]+)?$/, 'vso.code', 'vso.code_manage'),
  rule(/^(git|policy|tfvc)\b/, 'vso.code', 'vso.code_write'),
  rule(/^build\/generalsettings\b/, 'vso.project', 'vso.project_write'),
  rule(/^build\/workitems\b/, 'vso.build vso.work', 'vso.build_execute'),
  rule(/^(build|pipelines|sourceproviders)\b/, 'vso.build', 'vso.build_execute'),
  rule(/^release\/approvals\b/, 'vso.release', 'vso.release_manage'),
  rule(/^release\b/, 'vso.release', 'vso.release_execute'),
  rule(/^(test|testplan|testresults)\b/, 'vso.test', 'vso.test_write'),
  rule(/^wiki\b/, 'vso.wiki', 'vso.wiki_write'),
  rule(/^dashboard\b/, 'vso.dashboards', 'vso.dashboards_manage'),
  rule(/^packaging\/feeds\/[^/]+\/(packages|nuget|npm)\b/, 'vso.packaging', 'vso.packaging_write'),
  rule(/^packaging\/feeds$/, 'vso.packaging', 'vso.packaging_write'),
  rule(/^packaging\b/, 'vso.packaging', 'vso.packaging_manage'),
  rule(/^graph\b/, 'vso.graph', 'vso.graph_manage'),
  rule(/^identities\b/, 'vso.identity vso.graph', 'vso.identity_manage'),
  rule(
    /^(user|group|member|serviceprincipal)entitlement/,
    'vso.memberentitlementmanagement',
    'vso.memberentitlementmanagement_write',
  ),
  rule(/^serviceendpoint\b/, 'vso.serviceendpoint', 'vso.serviceendpoint_manage'),
  rule(/^distributedtask\/variablegroups\b/, 'vso.variablegroups_read', 'vso.variablegroups_manage'),
  rule(/^distributedtask\/taskgroups\b/, 'vso.taskgroups_read', 'vso.taskgroups_manage'),
  rule(/^distributedtask\/environments\b/, 'vso.environment_manage', 'vso.environment_manage'),
  rule(/^distributedtask\/deploymentgroups\b/, 'vso.machinegroup_manage', 'vso.machinegroup_manage'),
  rule(/^distributedtask\b/, 'vso.agentpools', 'vso.agentpools_manage'),
  rule(/^audit\b/, 'vso.auditlog', 'vso.auditstreams_manage'),
  rule(/^hooks\b/, 'vso.work vso.build vso.code', 'vso.work vso.build vso.code'),
  rule(/^notification\b/, 'vso.notification', 'vso.notification_write'),
  rule(/^extensionmanagement\b/, 'vso.extension', 'vso.extension_manage'),
  rule(
    /^(accesscontrolentries|accesscontrollists|permissions|securitynamespaces)\b/,
    'vso.security_manage',
    'vso.security_manage',
  ),
]

/** Requests by POST that only read: queries, look-ups and batches. */
const READING_POST = new RegExp(
  '^(' +
    [
      'wit/(wiql|workitemsbatch|queriesbatch|artifacturiquery|reporting/workitemrevisions)',
      'git/repositories/[^/]+/(commitsbatch|itemsbatch|pullrequestquery|blobs)',
      'graph/(subjectlookup|subjectquery|requestaccess)',
      'wiki/wikis/[^/]+/pagesbatch',
      'pipelines/(checks/queryconfigurations|[^/]+/preview)',
      'test/(points|results/testhistory|resulttrendbybuild)',
      'testresults/(results(/query|/history|/resultmetadata|/testhistory)?|resultsummarybyrequirement|resulttrendbybuild)',
      'packaging/feeds/[^/]+/(packagemetricsbatch|packages/[^/]+/versionmetricsbatch)',
    ].join('|') +
    ')$',
)

/**
 * Whether permissions of a person's token suffice for a request. `path` is after the organization. What has no rule
 * here, such as the location service, wants no particular permission.
 */
export function permits(permissions: readonly string[], method: string, path: string): boolean {
  if (permissions.includes('user_impersonation')) return true
  const area = /\/_apis\/(.+)$/i.exec(path)?.[1]?.toLowerCase().replace(/\/$/, '')
  const rule = area === undefined ? undefined : RULES.find((one) => one.area.test(area))
  if (!rule || area === undefined || method === 'OPTIONS') return true
  const reads = method === 'GET' || method === 'HEAD' || (method === 'POST' && READING_POST.test(area))
  const wanted = reads ? rule.read : rule.write
  return permissions.some((held) => [held, ...(INCLUDED[held] ?? [])].some((each) => wanted.includes(each)))
}
