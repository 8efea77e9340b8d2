import type { Organization } from './organization.js'
import { createDirectory } from './people/directory.js'
import type { Person } from './people.js'
import type { Project } from './projects.js'
import { guid, streams } from './random.js'
import type { Team } from './teams.js'

/** The teams of a project, the default team first. */
export function teamsOf(organization: Organization, project: Project): readonly Team[] {
  return organization.part(createTeamIndex).get(project) ?? []
}

/** Adds a team whose first member and administrator is who made it. */
export function addTeam(
  organization: Organization,
  project: Project,
  details: { name: string; description: string },
  by: Person,
): Team {
  // Both take in the teams that are there when they are made, so they come before this one.
  const directory = organization.part(createDirectory)
  const index = organization.part(createTeamIndex)
  // Groups are never forgotten, so that no id comes twice.
  const serial = directory.groups.length
  const team: Team = {
    id: guid(organization.seed, streams.createdLater, streams.team, serial),
    ...details,
    project,
    members: [{ person: by, isAdmin: true }],
  }
  organization.teams.push(team)
  index.set(project, [...(index.get(project) ?? []), team])
  directory.addTeam(team)
  return team
}

/** Removes a team and its group. */
export function removeTeam(organization: Organization, team: Team): void {
  const directory = organization.part(createDirectory)
  const group = directory.teamGroup(team)
  if (group) directory.remove(group)
  organization.teams.splice(organization.teams.indexOf(team), 1)
  const siblings = organization.part(createTeamIndex).get(team.project)
  siblings?.splice(siblings.indexOf(team), 1)
}

function createTeamIndex(organization: Organization): Map<Project, Team[]> {
  const index = new Map<Project, Team[]>()
  for (const team of organization.teams) {
    const siblings = index.get(team.project)
    if (siblings) siblings.push(team)
    else index.set(team.project, [team])
  }
  return index
}
