import type { Organization } from '../data/organization.js'
import type { Project } from '../data/projects.js'
import type { Team } from '../data/teams.js'
import { DevOpsError } from './devops-error.js'

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** A visible project by name or GUID; otherwise a 404 (facts 2.3). */
export function findProject(organization: Organization, nameOrId: string): Project {
  const project = organization.projects.find(
    (candidate) =>
      candidate.state === 'wellFormed' && (same(candidate.id, nameOrId) || same(candidate.name, nameOrId)),
  )
  if (project) return project
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(nameOrId)
  throw new DevOpsError(
    404,
    `Microsoft.TeamFoundation.Core.WebApi.${isId ? 'ProjectDoesNotExistException' : 'ProjectDoesNotExistWithNameException'}`,
    `TF200016: The following project does not exist: ${nameOrId}. Verify that the name of the project is correct ` +
      'and that the project exists on the specified Azure DevOps Server.',
  )
}

/** A team of the project by name or GUID; otherwise a 404 (type key and words unconfirmed). */
export function findTeam(organization: Organization, project: Project, nameOrId: string): Team {
  const team = organization.teams.find(
    (candidate) =>
      candidate.project === project && (same(candidate.id, nameOrId) || same(candidate.name, nameOrId)),
  )
  if (team) return team
  throw new DevOpsError(
    404,
    'Microsoft.Azure.Devops.Teams.Service.TeamNotFoundException',
    `The team with id '${nameOrId}' does not exist.`,
  )
}
