import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, guid, pick, randomStream, streams } from '../random.js'
import { teamsOf } from '../project-teams.js'
import type { Team } from '../teams.js'
import { firstDate, lastDate, workers } from '../work-item-columns.js'
import { widgetTypes } from './widget-types.js'

/** A tile of a dashboard. */
export interface Widget {
  id: string
  /** Counts changes. */
  eTag: number
  name: string
  position: { row: number; column: number }
  size: { rowSpan: number; columnSpan: number }
  /** Whatever the widget keeps, mostly JSON as text. */
  settings: string | null
  settingsVersion: { major: number; minor: number; patch: number }
  contributionId: string
}

/** A dashboard of a team, or of a whole project. Dates are milliseconds since 1970. */
export interface Dashboard {
  id: string
  eTag: number
  name: string
  description?: string
  project: Project
  team?: Team
  owner: Person
  position: number
  /** Minutes; 0 is never. */
  refreshInterval: number
  widgets: Widget[]
  modifiedBy: Person
  modifiedAt: number
  /** Absent for those nobody opened. */
  accessedAt?: number
}

/** The dashboards of the organization. */
export interface DashboardData {
  /** Of all its teams and of the project itself, made when first asked for; in no order. */
  of(project: Project): Dashboard[]
  /** GUIDs for what is made while the sandbox runs. */
  nextId(): string
}

const names = ['Overview', 'Größe & Qualität', 'ビルド', 'Sprint "now" #1', 'Empty']

/** The dashboards of an organization; get them by `organization.part(createDashboards)`. */
export function createDashboards(organization: Organization): DashboardData {
  const made = new Map<Project, Dashboard[]>()
  let serial = 0
  return {
    of(project) {
      let own = made.get(project)
      if (!own) {
        own = project.created ? [] : makeDashboards(organization, project)
        made.set(project, own)
      }
      return own
    },
    nextId: () => guid(organization.seed, streams.createdLater, streams.dashboard, ++serial),
  }
}

/** The first team has several dashboards, every other one its overview; some projects have one of their own. */
function makeDashboards(organization: Organization, project: Project): Dashboard[] {
  const { seed } = organization
  const dashboards: Dashboard[] = []
  const add = (team: Team | undefined, name: string, position: number, widgetCount: number): void => {
    const at = dashboards.length
    const random = randomStream(seed, streams.dashboard, project.index, at)
    const owner = organization.people[below(random, workers)] as Person
    const modifiedAt = Math.floor(firstDate + random() * (lastDate - firstDate))
    dashboards.push({
      id: guid(seed, streams.dashboard, project.index, at),
      eTag: 1 + below(random, 9),
      name,
      ...(at % 2 === 0 ? { description: `What ${team?.name ?? project.name} looks at.` } : {}),
      project,
      ...(team ? { team } : {}),
      owner,
      position,
      refreshInterval: at % 3 === 0 ? 5 : 0,
      widgets: Array.from({ length: widgetCount }, (_, number): Widget => {
        const type = pick(random, widgetTypes)
        const [size] = type.sizes
        return {
          id: guid(seed, streams.widget, project.index, at, number),
          eTag: 1 + below(random, 3),
          name: number % 3 === 0 ? `${type.name} – Größe` : type.name,
          position: { row: 1 + Math.floor(number / 4) * 2, column: 1 + (number % 4) * 2 },
          size: { rowSpan: size.rowSpan, columnSpan: size.columnSpan },
          settings: number % 2 === 0 ? null : JSON.stringify({ title: `"${name}"`, queryId: null }),
          settingsVersion: { major: 1, minor: 0, patch: 0 },
          contributionId: type.contributionId,
        }
      }),
      modifiedBy: owner,
      modifiedAt,
      ...(at % 4 === 3 ? {} : { accessedAt: lastDate - below(random, 90 * 86_400_000) }),
    })
  }
  for (const [at, team] of teamsOf(organization, project).entries()) {
    const own = at === 0 ? names : [`${team.name} – Overview`]
    for (const [position, name] of own.entries()) add(team, name, position + 1, name === 'Empty' ? 0 : 9)
  }
  if (project.index % 2 === 0) add(undefined, 'Whole project', 1, 6)
  return dashboards
}
