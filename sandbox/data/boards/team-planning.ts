import type { ClassificationNode } from '../classification-nodes.js'
import type { Organization } from '../organization.js'
import type { Team } from '../teams.js'
import type { BugsBehavior } from './backlog-levels.js'

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const
export type Weekday = (typeof weekdays)[number]

/** How a team plans, beside its iterations and areas (team-settings.ts). */
export interface TeamPlanning {
  /** New items of the backlog go here; absent for a team that never chose. */
  backlogIteration?: ClassificationNode
  defaultIteration?: ClassificationNode
  /** `@CurrentIteration` in place of a default iteration. */
  defaultIterationMacro?: string
  bugsBehavior: BugsBehavior
  workingDays: Weekday[]
  /** By category of the level. */
  backlogVisibilities: Record<string, boolean>
}

/** The planning of every team, made when first asked for; use it by `organization.part(createPlanning)`. */
export function createPlanning(organization: Organization): (team: Team) => TeamPlanning {
  const known = new WeakMap<Team, TeamPlanning>()
  return (team) => {
    let planning = known.get(team)
    if (!planning) {
      const root = organization.nodes[team.project.index]?.iterations
      planning = {
        ...(root && team.name !== 'Empty Team' ? { backlogIteration: root } : {}),
        defaultIterationMacro: '@CurrentIteration',
        bugsBehavior: 'asTasks',
        workingDays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        backlogVisibilities: {
          'Microsoft.EpicCategory': team.project.index % 2 === 0,
          'Microsoft.FeatureCategory': true,
          'Microsoft.RequirementCategory': true,
        },
      }
      known.set(team, planning)
    }
    return planning
  }
}
