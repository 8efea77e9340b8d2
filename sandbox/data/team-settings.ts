import { flatten, type ClassificationNode } from './classification-nodes.js'
import type { Organization } from './organization.js'
import type { Team } from './teams.js'

/** An area that belongs to a team. */
export interface TeamArea {
  node: ClassificationNode
  includeChildren: boolean
}

/** What a team has chosen of its project's iterations and areas. */
export interface TeamSettings {
  /** The iterations it works in, by start date. */
  iterations: ClassificationNode[]
  /** Its areas; the first is its default. */
  areas: TeamArea[]
}

/** The settings of every team, made when first asked for, without nodes that were deleted since; use it by `organization.part(createTeamSettings)`. */
export function createTeamSettings(organization: Organization): (team: Team) => TeamSettings {
  const known = new WeakMap<Team, TeamSettings>()
  return (team) => {
    let settings = known.get(team)
    if (!settings) known.set(team, (settings = firstSettings(organization, team)))
    settings.iterations = settings.iterations.filter(isThere)
    settings.areas = settings.areas.filter(({ node }) => isThere(node))
    return settings
  }
}

/** Every team works in all sprints; the default team has all areas, each other one an area of its own. */
function firstSettings(organization: Organization, team: Team): TeamSettings {
  const own = organization.nodes.find(({ project }) => project === team.project)
  if (!own) return { iterations: [], areas: [] }
  const place = organization.teams.filter(({ project }) => project === team.project).indexOf(team)
  const [root, ...beneath] = flatten(own.areas)
  const area = place > 0 ? beneath[(place - 1) % Math.max(1, beneath.length)] : undefined
  return {
    iterations: flatten(own.iterations)
      .filter(({ startDate, finishDate }) => startDate !== undefined && finishDate !== undefined)
      .sort(byStart),
    areas: [{ node: area ?? (root as ClassificationNode), includeChildren: area === undefined }],
  }
}

function isThere(node: ClassificationNode): boolean {
  return node.parent === undefined || (node.parent.children.includes(node) && isThere(node.parent))
}

const day = 86_400_000

/**
 * The iteration of a team that holds a time (its last day included), or the one `move` places after it; undefined when
 * there is none.
 */
export function iterationAt(
  settings: TeamSettings,
  time: number,
  move: number,
): ClassificationNode | undefined {
  const sorted = [...settings.iterations].sort(byStart)
  const current = sorted.findIndex(
    ({ startDate, finishDate }) =>
      startDate !== undefined && finishDate !== undefined && startDate <= time && time < finishDate + day,
  )
  return current < 0 ? undefined : sorted[current + move]
}

function byStart(a: ClassificationNode, b: ClassificationNode): number {
  return (a.startDate ?? 0) - (b.startDate ?? 0) || a.id - b.id
}
