import { createTeamSettings, type TeamSettings } from '../../data/team-settings.js'
import { flatten, type ClassificationNode } from '../../data/classification-nodes.js'
import type { Project } from '../../data/projects.js'
import { teamsOf } from '../../data/project-teams.js'
import type { Team } from '../../data/teams.js'
import { DevOpsError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/** The team of the address; without one, the default team (facts 5.5). */
export function teamOf(call: EndpointCall): Team {
  return call.team ?? (teamsOf(call.organization, call.project as Project)[0] as Team)
}

export function settingsOf(call: EndpointCall): TeamSettings {
  return call.organization.part(createTeamSettings)(teamOf(call))
}

/** Address of the team's planning, `…/_apis/work`. */
export function workUrl(call: EndpointCall): string {
  const team = teamOf(call)
  return `${call.base}/${team.project.id}/${team.id}/_apis/work`
}

/** Links that all settings of a team have, `self` first. */
export function settingLinks(call: EndpointCall, self: string): Record<string, unknown> {
  const { id, project } = teamOf(call)
  const settings = `${workUrl(call)}/teamsettings`
  return {
    self: { href: self },
    project: { href: `${call.base}/_apis/projects/${project.id}` },
    team: { href: `${call.base}/_apis/projects/${project.id}/teams/${id}` },
    ...(self === settings ? {} : { teamSettings: { href: settings } }),
    teamIterations: { href: `${settings}/iterations` },
  }
}

/** Address of an area or iteration. */
export function nodeUrl(call: EndpointCall, node: ClassificationNode): string {
  const group = node.structure === 'area' ? 'Areas' : 'Iterations'
  const names = node.path.split('\\').slice(1).map(encodeURIComponent)
  return [`${call.base}/${teamOf(call).project.id}/_apis/wit/classificationNodes/${group}`, ...names].join(
    '/',
  )
}

/** An iteration of the project by its GUID. */
export function projectIteration(call: EndpointCall, id: unknown): ClassificationNode | undefined {
  const { project } = teamOf(call)
  const root = call.organization.nodes[project.index]?.iterations
  const wanted = String(id).toLowerCase()
  return root && flatten(root).find(({ identifier }) => identifier === wanted)
}

/** The iteration of the address, which the team must have chosen; otherwise a 404 (type key and words unconfirmed). */
export function namedIteration(call: EndpointCall, id: string): ClassificationNode {
  const wanted = id.toLowerCase()
  const iteration = settingsOf(call).iterations.find(({ identifier }) => identifier === wanted)
  if (iteration) return iteration
  throw new DevOpsError(
    404,
    'Microsoft.TeamFoundation.Work.WebApi.Exceptions.IterationNotFoundException',
    `The iteration with id ${id} does not exist or is not selected by the team ${teamOf(call).name}.`,
  )
}
