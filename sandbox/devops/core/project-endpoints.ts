import type { ProjectState } from '../../data/projects.js'
import { notEmulated } from '../devops-error.js'
import { findProject } from '../find-project.js'
import { tokenPage } from '../paging.js'
import { flag, wholeNumber, word } from '../query-parameters.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import { defaultTeam, projectAnswer, projectReference } from './project-answer.js'

/** Page size when none is asked for (facts 6). */
const defaultPage = 100
const states = ['deleting', 'new', 'wellFormed', 'createPending', 'all', 'unchanged', 'deleted'] as const

export const projectLocation: Location = {
  area: 'core',
  resource: 'projects',
  id: '603fe2ac-9723-48b9-88ad-09305aa6c6e1',
}

/** `_apis/projects` and `_apis/projects/{idOrName}`. */
export const projectRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'projects',
    scope: ['organization'],
    versions: released(4),
    location: projectLocation,
    answer: listProjects,
  },
  {
    method: 'GET',
    pattern: 'projects/{projectId}',
    scope: ['organization'],
    versions: released(4),
    location: projectLocation,
    answer(call) {
      if (flag(call, 'includeHistory')) throw notEmulated('finding projects by earlier names')
      const project = findProject(call.organization, call.path.projectId as string)
      return { status: 200, body: projectAnswer(call, project, flag(call, 'includeCapabilities')) }
    },
  },
]

function listProjects(call: EndpointCall) {
  const wanted = word(call, 'stateFilter', states, 'wellFormed')
  const fitting = call.organization.projects.filter(({ state }) =>
    wanted === 'all' ? state !== 'deleted' : state === (wanted as ProjectState),
  )
  // The token is an offset and takes the place of $skip.
  const token = call.query('continuationToken') ?? String(wholeNumber(call, '$skip', 0, 0))
  const { entries, next } = tokenPage(call, fitting, { default: defaultPage }, token)
  const images = flag(call, 'getDefaultTeamImageUrl')
  const value = entries.map((project) => {
    const team = images ? defaultTeam(call, project) : undefined
    return {
      ...projectReference(call, project),
      ...(team ? { defaultTeamImageUrl: `${call.base}/_apis/GraphProfile/MemberAvatars/${team.id}` } : {}),
    }
  })
  return list(value, next === undefined ? undefined : { 'x-ms-continuationtoken': next })
}
