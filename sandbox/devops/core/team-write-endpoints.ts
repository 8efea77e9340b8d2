import { createDirectory } from '../../data/people/directory.js'
import type { Project } from '../../data/projects.js'
import { addTeam, removeTeam, teamsOf } from '../../data/project-teams.js'
import type { Team } from '../../data/teams.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { findProject } from '../find-project.js'
import { jsonBody } from '../json-body.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { checkedName } from './checked-name.js'
import { teamAnswer } from './team-answer.js'
import { namedTeam, teamLocation } from './team-endpoints.js'

/** Creating, changing and deleting teams. Statuses of the published examples; type keys and words unconfirmed. */
export const teamWriteRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: 'projects/{projectId}/teams',
    scope: ['organization'],
    versions: released(3),
    location: teamLocation,
    body: 'application/json',
    answer(call) {
      const project = findProject(call.organization, call.path.projectId as string)
      const body = jsonBody(call.request)
      const name = checkedName(body.name, 'team')
      refuseTaken(call, project, name)
      const details = { name, description: descriptionIn(body) ?? '' }
      const team = addTeam(call.organization, project, details, call.caller)
      return { status: 200, body: teamAnswer(call, team, false) }
    },
  },
  {
    method: 'PATCH',
    pattern: 'projects/{projectId}/teams/{teamId}',
    scope: ['organization'],
    versions: released(3),
    location: teamLocation,
    body: 'application/json',
    answer(call) {
      const team = namedTeam(call)
      const body = jsonBody(call.request)
      const name = body.name === undefined ? team.name : checkedName(body.name, 'team')
      if (name.toLowerCase() !== team.name.toLowerCase()) refuseTaken(call, team.project, name)
      team.name = name
      team.description = descriptionIn(body) ?? team.description
      const group = call.organization.part(createDirectory).teamGroup(team)
      if (group) Object.assign(group, { name: team.name, description: team.description })
      return { status: 200, body: teamAnswer(call, team, false) }
    },
  },
  {
    method: 'DELETE',
    pattern: 'projects/{projectId}/teams/{teamId}',
    scope: ['organization'],
    versions: released(3),
    location: teamLocation,
    answer(call) {
      const team = namedTeam(call)
      refuseDefault(call, team)
      removeTeam(call.organization, team)
      return { status: 204 }
    },
  },
]

function refuseTaken(call: EndpointCall, project: Project, name: string): void {
  const wanted = name.toLowerCase()
  const groups = call.organization.part(createDirectory).groupsOf(project)
  if (!groups.some((group) => !group.removed && group.name.toLowerCase() === wanted)) return
  // The published description of "create" tells the 400.
  throw new DevOpsError(
    400,
    'Microsoft.Azure.Devops.Teams.Service.TeamAlreadyExistsException',
    `The team '${name}' already exists in project '${project.name}'.`,
  )
}

function refuseDefault(call: EndpointCall, team: Team): void {
  if (teamsOf(call.organization, team.project)[0] !== team) return
  throw new DevOpsError(
    400,
    'Microsoft.Azure.Devops.Teams.Service.CannotDeleteDefaultTeamException',
    `The team '${team.name}' is the default team of its project and cannot be deleted.`,
  )
}

function descriptionIn(body: Record<string, unknown>): string | undefined {
  const { description } = body
  if (description === undefined || description === null) return undefined
  if (typeof description === 'string') return description
  throw badArgument('description must be a text.')
}
