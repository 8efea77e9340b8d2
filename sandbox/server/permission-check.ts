/*
 * What a person's token lets an application do (facts 3.2): each area of the API wants a permission, the
 * writing of it a higher one. An application's own token and a personal access token are not asked.
 */

interface AreaRule {
  /** First segment(s) after _apis. */
  area: RegExp
  read: readonly string[]
  write: readonly string[]
}

/** Higher permissions include lower ones: full and manage include write, which includes read. */
const RANKS: Readonly<Record<string, readonly string[]>> = {
  'vso.work': ['vso.work', 'vso.work_write', 'vso.work_full'],
  'vso.work_write': ['vso.work_write', 'vso.work_full'],
  'vso.project': ['vso.project', 'vso.project_write', 'vso.project_manage'],
  'vso.project_write': ['vso.project_write', 'vso.project_manage'],
  'vso.profile': ['vso.profile', 'vso.profile_write'],
  'vso.code': ['vso.code', 'vso.code_write', 'vso.code_manage', 'vso.code_full'],
  'vso.code_write': ['vso.code_write', 'vso.code_manage', 'vso.code_full'],
  'vso.build': ['vso.build', 'vso.build_execute'],
  'vso.test': ['vso.test', 'vso.test_write'],
  'vso.test_write': ['vso.test_write'],
  'vso.graph': ['vso.graph', 'vso.graph_manage'],
}

const RULES: readonly AreaRule[] = [
  { area: /^(wit|work|processes|process)\b/, read: ['vso.work'], write: ['vso.work_write'] },
  {
    area: /^(projects|teams|projecthistory)\b/,
    read: ['vso.project', 'vso.profile'],
    write: ['vso.project_write'],
  },
  { area: /^(git|policy|tfvc)\b/, read: ['vso.code'], write: ['vso.code_write'] },
  { area: /^(build|pipelines)\b/, read: ['vso.build'], write: ['vso.build_execute'] },
  { area: /^(test|testplan|testresults)\b/, read: ['vso.test'], write: ['vso.test_write'] },
  { area: /^graph\b/, read: ['vso.graph'], write: ['vso.graph_manage'] },
]

/** Requests by POST that only read: queries and batches of work items. */
const READING_POST = /^wit\/(wiql|workitemsbatch|reporting)\b/

/**
 * Whether permissions of a person's token suffice for a request. `path` is after the organization. What has no rule
 * here, such as the location service, wants no particular permission.
 */
export function permits(permissions: readonly string[], method: string, path: string): boolean {
  if (permissions.includes('user_impersonation')) return true
  const area = /\/_apis\/(.+)$/i.exec(path)?.[1]?.toLowerCase()
  const rule = area === undefined ? undefined : RULES.find((one) => one.area.test(area))
  if (!rule || area === undefined || method === 'OPTIONS') return true
  const reads = method === 'GET' || method === 'HEAD' || (method === 'POST' && READING_POST.test(area))
  const wanted = reads ? rule.read : rule.write
  return wanted.some((want) => (RANKS[want] ?? [want]).some((rank) => permissions.includes(rank)))
}
