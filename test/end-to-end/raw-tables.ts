import type { Surroundings } from '../tables/row-of.js'
import type { Json, RawService } from './raw-service.js'

/** A payload that makes a row, and where it came from. */
export interface RawRow extends Surroundings {
  readonly payload: Json
}

/**
 * What the service gives for each table, in as few requests as its lists allow; but for build_timeline_records, which take
 * one for each build.
 */
export type RawTables = Readonly<Record<string, (service: RawService) => Promise<readonly RawRow[]>>>

const each = (payloads: readonly Json[], parent?: Surroundings['parent']): RawRow[] =>
  payloads.map((payload) => (parent ? { payload, parent } : { payload }))

const projects = (service: RawService) => service.byToken('/_apis/projects?stateFilter=all&$top=500')

/** Rows asked for in every project. */
async function perProject(
  service: RawService,
  ask: (project: Json) => Promise<readonly Json[]>,
): Promise<RawRow[]> {
  const found: RawRow[] = []
  for (const project of await projects(service)) {
    if (project.state !== 'wellFormed') continue
    found.push(...each(await ask(project), { id: project.id, name: project.name }))
  }
  return found
}

/** Rows asked for in every repository that can be read. */
async function perRepository(
  service: RawService,
  wanted: (repository: Json) => boolean,
  ask: (path: string) => Promise<readonly Json[]>,
): Promise<RawRow[]> {
  const found: RawRow[] = []
  for (const repository of await service.list('/_apis/git/repositories?includeHidden=true')) {
    if (repository.isDisabled || !wanted(repository)) continue
    const { id, name, project } = repository
    const parent = { id, name, project_id: project.id, project: project.name }
    found.push(...each(await ask(`/${project.id}/_apis/git/repositories/${id}`), parent))
  }
  return found
}

/** Rows asked for in every row of a table that is itself asked for in every project. */
async function perChild(
  service: RawService,
  children: (project: Json) => Promise<readonly Json[]>,
  ask: (project: Json, child: Json) => Promise<readonly Json[]>,
): Promise<RawRow[]> {
  const found: RawRow[] = []
  for (const project of await projects(service)) {
    if (project.state !== 'wellFormed') continue
    for (const child of await children(project)) {
      const { id, name } = child
      const parent = { id: String(id), name, project_id: project.id, project: project.name }
      found.push(...each(await ask(project, child), parent))
    }
  }
  return found
}

const tree = (node: Json): Json[] => [node, ...(node.children ?? []).flatMap(tree)]

const pipelines = (service: RawService) => (project: Json) =>
  service.byToken(`/${project.id}/_apis/pipelines?$top=1000`)
const wikis = (service: RawService) => (project: Json) => service.list(`/${project.id}/_apis/wiki/wikis`)
const pullRequests = (service: RawService) => (project: Json) =>
  service.bySkip(`/${project.id}/_apis/git/pullrequests?searchCriteria.status=all`, 1000)
const teams = (service: RawService) => service.bySkip('/_apis/teams', 500, { version: '7.1-preview.3' })
const groups = (service: RawService) => service.byToken('/_apis/graph/groups', { version: '7.1-preview.1' })

export const rawTables: RawTables = {
  projects: async (service) => each(await projects(service)),
  teams: async (service) => each(await teams(service)),
  team_members: async (service) => {
    const found: RawRow[] = []
    for (const team of await teams(service)) {
      const { id, name, projectId, projectName } = team
      const members = await service.bySkip(`/_apis/projects/${projectId}/teams/${id}/members`, 500)
      found.push(...each(members, { id, name, project_id: projectId, project: projectName }))
    }
    return found
  },
  work_items: async (service) => {
    const inProject = new Map<string, Json>((await projects(service)).map((one) => [one.name, one]))
    const query = 'SELECT [System.Id] FROM WorkItems ORDER BY [System.Id]'
    const { workItems } = await service.post('/_apis/wit/wiql', { query })
    const ids = workItems.map(({ id }: Json) => id)
    const found: RawRow[] = []
    for (let at = 0; at < ids.length; at += 200) {
      const { value } = await service.post('/_apis/wit/workitemsbatch', { ids: ids.slice(at, at + 200) })
      for (const payload of value) {
        const { id, name } = inProject.get(payload.fields['System.TeamProject'])
        found.push({ payload, parent: { id, name } })
      }
    }
    return found
  },
  repositories: async (service) => each(await service.list('/_apis/git/repositories?includeHidden=true')),
  branches: (service) =>
    perRepository(
      service,
      () => true,
      (path) => service.byToken(`${path}/refs?filter=heads/&$top=1000`),
    ),
  commits: (service) =>
    perRepository(
      service,
      ({ defaultBranch }) => defaultBranch !== undefined,
      (path) =>
        service.bySkip(`${path}/commits`, 1000, {
          names: { top: 'searchCriteria.$top', skip: 'searchCriteria.$skip' },
        }),
    ),
  pull_requests: (service) => perProject(service, pullRequests(service)),
  pull_request_reviewers: async (service) =>
    (await perProject(service, pullRequests(service))).flatMap(({ payload }) =>
      payload.reviewers.map((reviewer: Json) => ({ payload: reviewer, around: payload })),
    ),
  builds: (service) =>
    perProject(service, ({ id }) =>
      service.byToken(`/${id}/_apis/build/builds?queryOrder=queueTimeDescending&statusFilter=all&$top=1000`),
    ),
  pipelines: (service) => perProject(service, pipelines(service)),
  pipeline_runs: (service) =>
    perChild(service, pipelines(service), (project, { id }) =>
      service.list(`/${project.id}/_apis/pipelines/${id}/runs`),
    ),
  test_runs: (service) =>
    perProject(service, ({ id }) => service.bySkip(`/${id}/_apis/test/runs?includeRunDetails=true`, 100)),
  users: async (service) => each(await service.byToken('/_apis/graph/users', { version: '7.1-preview.1' })),
  groups: async (service) => each(await groups(service)),
  group_memberships: async (service) => {
    const found: RawRow[] = []
    for (const { descriptor } of await groups(service)) {
      const path = `/_apis/graph/memberships/${descriptor}?direction=down`
      found.push(...each(await service.list(path, '7.1-preview.1')))
    }
    return found
  },
  areas: (service) =>
    perProject(service, async ({ id }) =>
      tree(await service.one(`/${id}/_apis/wit/classificationnodes/areas?$depth=20`)),
    ),
  iterations: (service) =>
    perProject(service, async ({ id }) =>
      tree(await service.one(`/${id}/_apis/wit/classificationnodes/iterations?$depth=20`)),
    ),
  work_item_types: (service) =>
    perProject(service, ({ id }) => service.list(`/${id}/_apis/wit/workitemtypes`)),
  work_item_revisions: async (service) =>
    each(await service.stream('/_apis/wit/reporting/workitemrevisions?$expand=fields&$maxPageSize=1000')),
  wikis: (service) => perProject(service, wikis(service)),
  wiki_pages: (service) =>
    perChild(
      service,
      async (project) => (await wikis(service)(project)).filter(({ isDisabled }) => isDisabled !== true),
      (project, { id }) =>
        service.byToken(`/${project.id}/_apis/wiki/wikis/${id}/pagesbatch`, {
          body: { top: 100, pageViewsForDays: 30 },
        }),
    ),
}
