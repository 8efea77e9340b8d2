/** A filter, what is asked of the service for it, and in how many calls. Column names are those of table `t`. */
export interface FilterCase {
  readonly from: string
  readonly where: string
  /** SQL of the value of $1, over whole tables. */
  readonly value?: string
  /** What stands in the requests, decoded, a request a line. */
  readonly asked?: RegExp
  /** The calls: a number, SQL of one over whole tables, or as many as a read of the whole table takes. */
  readonly made: number | string
  /** There are no rows. */
  readonly none?: true
}

const nobody = '00000000-0000-4000-8000-000000000000'
const projects = "(select count(*) from projects where state = 'wellFormed')"
const perProject = `1 + ${projects}`
const perRepository = '1 + (select count(*) from repositories where not is_disabled)'
const inFabrikam = "project = 'Fabrikam Fiber'"
const anyOf = (table: string, column: string) =>
  `select ${column} from ${table} where ${column} is not null order by ${column} limit 1`
const middleOf = (table: string, column: string) =>
  `select percentile_disc(0.5) within group (order by ${column}) from ${table}`

/** Every way in which a definition lets a filter make the read smaller, and some in which it must not. */
export const filterCases: readonly FilterCase[] = [
  { from: 'projects', where: "state <> 'wellFormed'", asked: /stateFilter=all&/, made: 1, none: true },
  { from: 'projects', where: "state = 'wellFormed'", asked: /stateFilter=all&/, made: 1 },
  { from: 'projects', where: "state = 'deleted'", made: 1, none: true },

  { from: 'repositories', where: 'id = $1', value: anyOf('repositories', 'id'), made: 1 },
  { from: 'repositories', where: `id = '${nobody}'`, asked: /repositories\/0{8}/, made: 1, none: true },
  { from: 'repositories', where: inFabrikam, asked: /^\/[-\w]{36}\/_apis\/git\/repositories\?/m, made: 2 },
  { from: 'repositories', where: 'is_disabled', made: 1 },

  {
    from: 'branches',
    where: 'repository_id = $1',
    value: anyOf('branches', 'repository_id'),
    asked: /filter=heads\/&/,
    made: 2,
  },
  {
    from: 'branches',
    where: 'repository_id = $1',
    value: 'select id from repositories where is_disabled limit 1',
    made: 1,
    none: true,
  },
  { from: 'branches', where: "name = 'main'", asked: /filter=heads\/main&/, made: perRepository },
  {
    from: 'branches',
    where: "name like 'feature/%'",
    asked: /filter=heads\/feature\/&/,
    made: perRepository,
  },
  { from: 'branches', where: "name ilike 'FEATURE/%'", asked: /filter=heads\/&/, made: perRepository },
  { from: 'branches', where: "name = ''", asked: /filter=heads\/&/, made: perRepository, none: true },
  {
    from: 'branches',
    where: inFabrikam,
    made: `2 + (select count(*) from repositories where not is_disabled and ${inFabrikam})`,
  },

  {
    from: 'branches',
    where: `exists (select from repositories r where r.id = t.repository_id and r.${inFabrikam} and r.name = $1)`,
    value: `select min(repository) from branches where ${inFabrikam}`,
    made: 4,
  },

  { from: 'commits', where: 'repository_id = $1', value: anyOf('commits', 'repository_id'), made: 2 },
  {
    from: 'commits',
    where: 'repository_id = $1',
    value: 'select id from repositories where default_branch is null and not is_disabled limit 1',
    made: 1,
    none: true,
  },
  {
    from: 'commits',
    where: "committer_date > $1 and committer_date <= $1::timestamptz + interval '60 days'",
    value: middleOf('commits', 'committer_date'),
    asked: /searchCriteria.fromDate=.*searchCriteria.toDate=/,
    made: '1 + (select count(*) from repositories where not is_disabled and default_branch is not null)',
  },

  { from: 'pull_requests', where: 'id = $1', value: 'select max(id) from pull_requests', made: 1 },
  {
    from: 'pull_requests',
    where: 'id in (999999999, 888888888, $1)',
    value: 'select max(id) from pull_requests',
    made: 3,
  },
  { from: 'pull_requests', where: 'id = 999999999', made: 1, none: true },
  { from: 'pull_requests', where: 'id = -1', made: 'whole', none: true },
  { from: 'pull_requests', where: "status = 'active'", asked: /status=active/, made: perProject },
  { from: 'pull_requests', where: "status <> 'active'", asked: /status=all/, made: perProject },
  { from: 'pull_requests', where: "status = 'gone'", asked: /status=all/, made: perProject, none: true },
  {
    from: 'pull_requests',
    where: "repository_id = $1 and status in ('active', 'completed')",
    value: anyOf('pull_requests', 'repository_id'),
    asked: /repositories\/[-\w]{36}\/pullrequests\?.*status=all/,
    made: 1,
  },
  { from: 'pull_requests', where: `repository_id = '${nobody}'`, made: 1, none: true },
  {
    from: 'pull_requests',
    where: 'repository_id = any ($1)',
    value: 'select array_agg(id) from repositories',
    made: perProject,
  },
  {
    from: 'pull_requests',
    where: 'created_by_id = $1',
    value: anyOf('pull_requests', 'created_by_id'),
    asked: /searchCriteria.creatorId=/,
    made: perProject,
  },
  {
    from: 'pull_requests',
    where: 'source_branch = $1',
    value: anyOf('pull_requests', 'source_branch'),
    asked: /searchCriteria.sourceRefName=/,
    made: perProject,
  },
  {
    from: 'pull_requests',
    where: `target_branch = 'refs/heads/main' and ${inFabrikam}`,
    asked: /searchCriteria.targetRefName=/,
    made: 2,
  },
  {
    from: 'pull_requests',
    where: "created_date between $1 and $1::timestamptz + interval '90 days'",
    value: middleOf('pull_requests', 'created_date'),
    asked: /searchCriteria.minTime=.*searchCriteria.maxTime=/,
    made: perProject,
  },
  {
    from: 'pull_requests',
    where: `status = 'active' and exists
      (select from pull_request_reviewers r where r.pull_request_id = t.id and r.vote = 10)`,
    made: `1 + 2 * ${projects}`,
  },

  {
    from: 'pull_request_reviewers',
    where: 'pull_request_id = $1',
    value: 'select max(pull_request_id) from pull_request_reviewers',
    made: 1,
  },
  {
    from: 'pull_request_reviewers',
    where: 'repository_id = $1 and vote <> 0',
    value: anyOf('pull_request_reviewers', 'repository_id'),
    asked: /status=all/,
    made: 1,
  },
  {
    from: 'pull_request_reviewers',
    where: 'reviewer_id = $1',
    value: anyOf('pull_request_reviewers', 'reviewer_id'),
    asked: /searchCriteria.reviewerId=/,
    made: perProject,
  },

  {
    from: 'builds',
    where: 'id = any ($1)',
    value: 'select (array_agg(id))[1:100] from builds',
    asked: /buildIds=\d+,\d+/,
    made: perProject,
  },
  { from: 'builds', where: 'id = 999999999', asked: /buildIds=999999999&/, made: perProject, none: true },
  { from: 'builds', where: 'id = -5', made: 'whole', none: true },
  { from: 'builds', where: 'definition_id = 99999999999', made: 0, none: true },
  { from: 'builds', where: "status = 'inProgress'", asked: /statusFilter=inProgress&/, made: perProject },
  { from: 'builds', where: "status <> 'completed'", asked: /statusFilter=all&/, made: 'whole' },
  { from: 'builds', where: "result = 'canceled'", asked: /resultFilter=canceled&/, made: perProject },
  { from: 'builds', where: 'result is null', asked: /^(?!.*resultFilter)/, made: 'whole' },
  {
    from: 'builds',
    where: `reason = 'schedule' and ${inFabrikam}`,
    asked: /reasonFilter=schedule&/,
    made: 2,
  },
  {
    from: 'builds',
    where: 'definition_id = any ($1)',
    value: 'select array[min(definition_id), max(definition_id)] from builds',
    asked: /definitions=\d+,\d+&/,
    made: perProject,
  },
  {
    from: 'builds',
    where: 'queue_id = $1',
    value: "select max(queue_id) from builds where result = 'canceled'",
    asked: /queues=\d+&/,
    made: perProject,
  },
  {
    from: 'builds',
    where: 'build_number = $1',
    value: anyOf('builds', 'build_number'),
    asked: /buildNumber=/,
    made: perProject,
  },
  {
    from: 'builds',
    where: 'source_branch = $1',
    value: "select max(source_branch) from builds where reason = 'pullRequest'",
    asked: /branchName=refs\/pull/,
    made: perProject,
  },
  {
    from: 'builds',
    where: "queue_time >= $1 and queue_time < $1::timestamptz + interval '30 days'",
    value: middleOf('builds', 'queue_time'),
    asked: /queryOrder=queueTimeDescending&.*minTime=.*maxTime=/,
    made: perProject,
  },

  { from: 'pipelines', where: inFabrikam, made: 2 },
  {
    from: 'pipeline_runs',
    where: 'pipeline_id = $1',
    value: anyOf('pipeline_runs', 'pipeline_id'),
    made: `${perProject} + 1`,
  },
  {
    from: 'pipeline_runs',
    where: `${inFabrikam} and result = 'failed'`,
    made: `2 + (select count(*) from pipelines where ${inFabrikam})`,
  },

  { from: 'users', where: 'descriptor = $1', value: anyOf('users', 'descriptor'), made: 1 },
  { from: 'users', where: "descriptor in ('', '..', 'aad.x')", made: 'whole', none: true },
  { from: 'users', where: "descriptor = 'aad.nobody/../x'", made: 1, none: true },
  { from: 'groups', where: 'descriptor = $1', value: anyOf('groups', 'descriptor'), made: 1 },
  { from: 'groups', where: 'project_id is null', made: 'whole' },
  {
    from: 'group_memberships',
    where: 'member_descriptor = $1',
    value: anyOf('group_memberships', 'member_descriptor'),
    asked: /direction=up/,
    made: 1,
  },
  {
    from: 'group_memberships',
    where: 'group_descriptor = $1',
    value: anyOf('group_memberships', 'group_descriptor'),
    asked: /direction=down/,
    made: 2,
  },

  { from: 'areas', where: inFabrikam, made: 2 },
  { from: 'iterations', where: `${inFabrikam} and start_date is not null`, made: 2 },
  { from: 'work_item_types', where: `${inFabrikam} and name = 'Bug'`, made: 2 },
  { from: 'work_item_revisions', where: 'work_item_id = 5', asked: /workItems\/5\/revisions/, made: 1 },
  { from: 'work_item_revisions', where: 'work_item_id in (5, 7, 999999)', made: 3 },
  { from: 'work_item_revisions', where: `${inFabrikam} and state = 'Active'`, made: 'whole' },

  {
    from: 'test_runs',
    where: 'build_id = $1',
    value: anyOf('test_runs', 'build_id'),
    asked: /buildUri=vstfs:\/\/\/Build\/Build\/\d+&/,
    made: perProject,
  },
  {
    from: 'test_runs',
    where: 'plan_id = $1',
    value: anyOf('test_runs', 'plan_id'),
    asked: /planId=\d+&/,
    made: perProject,
  },
  { from: 'wikis', where: inFabrikam, made: 2 },
  {
    from: 'wiki_pages',
    where: 'wiki_id = $1',
    value: anyOf('wiki_pages', 'wiki_id'),
    made: `${perProject} + 1`,
  },
]
