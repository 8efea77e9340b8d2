import type { Organization } from '../data/organization.js'
import type { Project } from '../data/projects.js'
import { teamsOf } from '../data/project-teams.js'
import type { Team } from '../data/teams.js'
import { DevOpsError } from './devops-error.js'

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Names and ids that were found, in lower case: looked at again before they are believed, as projects change names. */
const found = new WeakMap<Organization, Map<string, Project>>()

/** A visible project by name or GUID; otherwise a 404 (facts 2.3). */
export function findProject(organization: Organization, nameOrId: string): Project {
  const fits = (project: Project) =>
    project.state === 'wellFormed' && (same(project.id, nameOrId) || same(project.name, nameOrId))
  let known = found.get(organization)
  if (!known) found.set(organization, (known = new Map()))
  const key = nameOrId.toLowerCase()
  const remembered = known.get(key)
  const project = remembered && fits(remembered) ? remembered : organization.projects.find(fits)
  if (project) {
    known.set(key, project)
    return project
  }
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
  const team = teamsOf(organization, project).find(
    ({ id, name }) => same(id, nameOrId) || same(name, nameOrId),
  )
  if (team) return team
  throw new DevOpsError(
    404,
    'Microsoft.Azure.Devops.Teams.Service.TeamNotFoundException',
    `The team with id '${nameOrId}' does not exist.`,
  )
}
