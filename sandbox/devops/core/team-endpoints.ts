import { teamsOf } from '../../data/project-teams.js'
import type { Team } from '../../data/teams.js'
import { findProject, findTeam } from '../find-project.js'
import { identityReference } from '../identity-reference.js'
import { skippedPage } from '../paging.js'
import { flag } from '../query-parameters.js'
import { list, previewOnly, released, type EndpointCall, type Location, type Route } from '../route.js'
import { teamAnswer } from './team-answer.js'

/** Page size when none is asked for (facts 6). */
const page = { default: 100 }

export const teamLocation: Location = {
  area: 'core',
  resource: 'teams',
  id: 'd30a3dd1-f8ba-442a-b86a-bd0c0c383e59',
}

/** Teams of a project or of the organization (the latter a preview, facts 2.2), one team, its members. */
export const teamRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'teams',
    scope: ['organization'],
    versions: previewOnly(3),
    location: { area: 'core', resource: 'allTeams', id: '7a4d9ee9-3433-4347-b47a-7a80f1cf307e' },
    answer: (call) => {
      const { teams } = call.organization
      return teamPage(
        call,
        teams.filter(({ project }) => project.state === 'wellFormed'),
      )
    },
  },
  {
    method: 'GET',
    pattern: 'projects/{projectId}/teams',
    scope: ['organization'],
    versions: released(3),
    location: teamLocation,
    answer: (call) => {
      const project = findProject(call.organization, call.path.projectId as string)
      return teamPage(call, teamsOf(call.organization, project))
    },
  },
  {
    method: 'GET',
    pattern: 'projects/{projectId}/teams/{teamId}',
    scope: ['organization'],
    versions: released(3),
    location: teamLocation,
    answer: (call) => ({
      status: 200,
      body: teamAnswer(call, namedTeam(call), flag(call, '$expandIdentity')),
    }),
  },
  {
    method: 'GET',
    pattern: 'projects/{projectId}/categorizedteams',
    scope: ['organization'],
    versions: previewOnly(1),
    location: { area: 'core', resource: 'categorizedTeams', id: '6f9619ff-8b86-d011-b42d-00c04fc964ff' },
    answer: (call) => {
      const project = findProject(call.organization, call.path.projectId as string)
      const paged = skippedPage(call, teamsOf(call.organization, project), page)
      const expand = flag(call, '$expandIdentity')
      const show = (teams: readonly Team[]) => teams.map((team) => teamAnswer(call, team, expand))
      const body = {
        myTeams: show(paged.filter((team) => isMine(call, team))),
        otherReadableTeams: show(paged.filter((team) => !isMine(call, team))),
      }
      return { status: 200, body }
    },
  },
  {
    method: 'GET',
    pattern: 'projects/{projectId}/teams/{teamId}/members',
    scope: ['organization'],
    versions: released(2),
    location: { area: 'core', resource: 'members', id: '294c494c-2600-4d7e-b76c-3dd50c3c95be' },
    answer: (call) =>
      list(
        skippedPage(call, namedTeam(call).members, page).map(({ person, isAdmin }) => ({
          ...(isAdmin ? { isTeamAdmin: true } : {}),
          identity: identityReference(call.base, person),
        })),
      ),
  },
]

/** The team of the address. */
export function namedTeam(call: EndpointCall): Team {
  const project = findProject(call.organization, call.path.projectId as string)
  return findTeam(call.organization, project, call.path.teamId as string)
}

function isMine(call: EndpointCall, team: Team): boolean {
  return team.members.some(({ person }) => person.id === call.caller.id)
}

function teamPage(call: EndpointCall, teams: readonly Team[]) {
  const fitting = flag(call, '$mine') ? teams.filter((team) => isMine(call, team)) : teams
  const expand = flag(call, '$expandIdentity')
  return list(skippedPage(call, fitting, page).map((team) => teamAnswer(call, team, expand)))
}
