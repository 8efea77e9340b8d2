import { createTeamSettings, iterationAt } from '../../data/team-settings.js'
import type { Team } from '../../data/teams.js'
import { trackingError } from '../devops-error.js'
import type { Comparable } from './comparable.js'
import type { QueryScope } from './query-scope.js'
import type { MacroOperand } from './syntax.js'

/** `@CurrentIteration[('[Project]\Team')] [± n]`: the path of the iteration, nothing when the team has none then. */
export function currentIteration(scope: QueryScope, macro: MacroOperand): Comparable {
  const team = macroTeam(scope, macro, '@CurrentIteration')
  if (!team) return { kind: 'nothing' }
  const settings = scope.organization.part(createTeamSettings)(team)
  const node = iterationAt(settings, scope.now, macro.offset)
  return node ? { kind: 'text', value: node.path.toLowerCase() } : { kind: 'nothing' }
}

/** `@TeamAreas[('[Project]\Team')]`: the areas of the team, with those beneath where it has chosen so. */
export function teamAreas(scope: QueryScope, macro: MacroOperand): Comparable {
  const team = macroTeam(scope, macro, '@TeamAreas')
  if (!team) return { kind: 'nothing' }
  const { areas } = scope.organization.part(createTeamSettings)(team)
  return {
    kind: 'areas',
    areas: areas.map(({ node, includeChildren }) => ({
      path: node.path.toLowerCase(),
      withChildren: includeChildren,
    })),
  }
}

/**
 * The team a macro speaks of: the one it names, else that of the address, else the project's default team. Undefined
 * for one of another project than the address has, which finds nothing; no team at all is a 500 (facts 5.2).
 */
function macroTeam(scope: QueryScope, macro: MacroOperand, name: string): Team | undefined {
  const { organization, project } = scope
  if (macro.argument === undefined) {
    const team = scope.team ?? organization.teams.find((candidate) => candidate.project === project)
    if (!team) throw noTeam(name)
    return team
  }
  const [, projectName, teamName] = /^\[([^\]]+)\]\\(.+?)(?:\s*<id:[^>]*>)?$/.exec(macro.argument) ?? []
  if (projectName === undefined || teamName === undefined) {
    throw failure(`'${macro.argument}' is not of the form '[project]\\team'`)
  }
  const named = organization.teams.find(
    (team) =>
      team.project.state === 'wellFormed' &&
      team.project.name.toLowerCase() === projectName.toLowerCase() &&
      team.name.toLowerCase() === teamName.toLowerCase(),
  )
  if (!named) throw noTeam(name)
  return project && named.project !== project ? undefined : named
}

function noTeam(name: string): Error {
  return failure(`VS402612: The macro '${name}' is not supported without a team context.`)
}

function failure(message: string): Error {
  return trackingError(500, 'WorkItemTrackingQueryException', message)
}
