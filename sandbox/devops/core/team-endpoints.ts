import type { Team } from '../../data/teams.js'
import { notEmulated } from '../devops-error.js'
import { findProject, findTeam } from '../find-project.js'
import { identityReference } from '../identity-reference.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, previewOnly, released, type EndpointCall, type Route } from '../route.js'

/** Page size when none is asked for (facts 6). */
const defaultPage = 100

/** Teams of a project or of the organization (the latter a preview, facts 2.2), one team, its members. */
export const teamRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'teams',
    scope: ['organization'],
    versions: previewOnly(3),
    answer: (call) => teamPage(call, visibleTeams(call)),
  },
  {
    method: 'GET',
    pattern: 'projects/{project}/teams',
    scope: ['organization'],
    versions: released(3),
    answer: (call) => {
      const project = findProject(call.organization, call.path.project as string)
      return teamPage(
        call,
        visibleTeams(call).filter((team) => team.project === project),
      )
    },
  },
  {
    method: 'GET',
    pattern: 'projects/{project}/teams/{team}',
    scope: ['organization'],
    versions: released(3),
    answer: (call) => ({ status: 200, body: teamAnswer(call, namedTeam(call)) }),
  },
  {
    method: 'GET',
    pattern: 'projects/{project}/teams/{team}/members',
    scope: ['organization'],
    versions: released(2),
    answer: (call) =>
      list(
        page(call, namedTeam(call).members).map(({ person, isAdmin }) => ({
          ...(isAdmin ? { isTeamAdmin: true } : {}),
          identity: identityReference(call.base, person),
        })),
      ),
  },
]

function visibleTeams(call: EndpointCall): Team[] {
  return call.organization.teams.filter((team) => team.project.state === 'wellFormed')
}

function namedTeam(call: EndpointCall): Team {
  const project = findProject(call.organization, call.path.project as string)
  return findTeam(call.organization, project, call.path.team as string)
}

function teamPage(call: EndpointCall, teams: readonly Team[]) {
  const mine = flag(call, '$mine')
  const { id } = call.request.identity
  const fitting = mine ? teams.filter((team) => team.members.some(({ person }) => person.id === id)) : teams
  return list(page(call, fitting).map((team) => teamAnswer(call, team)))
}

function page<T>(call: EndpointCall, all: readonly T[]): readonly T[] {
  const from = wholeNumber(call, '$skip', 0, 0)
  return all.slice(from, from + wholeNumber(call, '$top', 1, defaultPage))
}

function teamAnswer(call: EndpointCall, team: Team) {
  if (flag(call, '$expandIdentity')) throw notEmulated('$expandIdentity on teams')
  return {
    id: team.id,
    name: team.name,
    url: `${call.base}/_apis/projects/${team.project.id}/teams/${team.id}`,
    description: team.description,
    identityUrl: `${call.base}/_apis/Identities/${team.id}`,
    projectName: team.project.name,
    projectId: team.project.id,
  }
}
