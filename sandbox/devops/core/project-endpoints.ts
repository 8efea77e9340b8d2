import type { Project, ProjectState } from '../../data/projects.js'
import { badArgument } from '../devops-error.js'
import { findProject } from '../find-project.js'
import { flag, wholeNumber, word } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'

/** Page size when none is asked for (facts 6). */
const defaultPage = 100
const states = ['deleting', 'new', 'wellFormed', 'createPending', 'all', 'unchanged', 'deleted'] as const

/** `_apis/projects` and `_apis/projects/{idOrName}`. */
export const projectRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'projects',
    scope: ['organization'],
    versions: released(4),
    answer: listProjects,
  },
  {
    method: 'GET',
    pattern: 'projects/{project}',
    scope: ['organization'],
    versions: released(4),
    answer: getProject,
  },
]

function listProjects(call: EndpointCall) {
  const wanted = word(call, 'stateFilter', states, 'wellFormed')
  const fitting = call.organization.projects.filter(
    ({ state }) => wanted === 'all' || state === (wanted as ProjectState),
  )
  const token = call.query('continuationToken')
  if (token !== undefined && !/^\d{1,9}$/.test(token))
    throw badArgument(`The continuation token "${token}" is not valid.`)
  const from = token === undefined ? wholeNumber(call, '$skip', 0, 0) : Number(token)
  const to = from + wholeNumber(call, '$top', 1, defaultPage)
  const value = fitting.slice(from, to).map((project) => ({
    ...reference(call, project),
    ...(flag(call, 'getDefaultTeamImageUrl')
      ? {
          defaultTeamImageUrl: `${call.base}/_apis/GraphProfile/MemberAvatars/${defaultTeam(call, project)?.id}`,
        }
      : {}),
  }))
  return list(value, to < fitting.length ? { 'x-ms-continuationtoken': String(to) } : undefined)
}

function getProject(call: EndpointCall) {
  const project = findProject(call.organization, call.path.project as string)
  const { url, ...rest } = reference(call, project)
  const team = defaultTeam(call, project)
  const { name, templateTypeId } = project.process
  const body = {
    ...rest,
    url,
    _links: {
      self: { href: url },
      collection: { href: `${call.base}/_apis/projectCollections/${call.organization.id}` },
      web: { href: `${call.base}/${encodeURIComponent(project.name)}` },
    },
    ...(flag(call, 'includeCapabilities')
      ? {
          capabilities: {
            processTemplate: { templateName: name, templateTypeId },
            versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
          },
        }
      : {}),
    defaultTeam: team && { id: team.id, name: team.name, url: `${url}/teams/${team.id}` },
  }
  return { status: 200, body }
}

function defaultTeam(call: EndpointCall, project: Project) {
  return call.organization.teams.find((team) => team.project === project)
}

function reference(call: EndpointCall, project: Project) {
  return {
    id: project.id,
    name: project.name,
    ...(project.description === undefined ? {} : { description: project.description }),
    url: `${call.base}/_apis/projects/${project.id}`,
    state: project.state,
    revision: project.revision,
    visibility: project.visibility,
    lastUpdateTime: serviceDate(project.lastUpdateTime),
  }
}
