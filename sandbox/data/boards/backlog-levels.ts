import type { ProcessModel, WorkItemTypeModel } from '../processes.js'
import { typeCategories } from '../tracking/type-categories.js'

/** What a team does with bugs: hide them, or plan them like requirements or like tasks. */
export type BugsBehavior = 'off' | 'asRequirements' | 'asTasks'

/** One level of the backlog: work item types that are planned together. */
export interface BacklogLevel {
  /** Reference name of its category, e.g. `Microsoft.RequirementCategory`. */
  id: string
  name: string
  /** Tasks are 1, what is above them more. */
  rank: number
  kind: 'portfolio' | 'requirement' | 'task'
  color: string
  /** The first is the default. */
  types: readonly WorkItemTypeModel[]
  /** Reference names of the columns a backlog shows, with their widths in pixels. */
  columns: readonly (readonly [referenceName: string, width: number])[]
}

/** How the processes call the level of requirements (docs, "Backlogs, portfolios, and Agile project management"). */
const requirementNames: Readonly<Record<ProcessModel['name'], string>> = {
  Agile: 'Stories',
  Scrum: 'Backlog items',
  Basic: 'Issues',
}

const levels = [
  { id: 'Microsoft.EpicCategory', name: 'Epics', rank: 4, kind: 'portfolio' },
  { id: 'Microsoft.FeatureCategory', name: 'Features', rank: 3, kind: 'portfolio' },
  { id: 'Microsoft.RequirementCategory', name: '', rank: 2, kind: 'requirement' },
  { id: 'Microsoft.TaskCategory', name: 'Tasks', rank: 1, kind: 'task' },
] as const

/** The levels of a process from the top, with bugs where a team wants them. */
export function backlogLevels(process: ProcessModel, bugs: BugsBehavior): BacklogLevel[] {
  const categories = typeCategories(process)
  const typesOf = (id: string) => categories.find(({ referenceName }) => referenceName === id)?.types ?? []
  const bugTypes = typesOf('Microsoft.BugCategory')
  return levels.flatMap(({ id, name, rank, kind }) => {
    const withBugs =
      (kind === 'requirement' && bugs === 'asRequirements') || (kind === 'task' && bugs === 'asTasks')
    const types = [...typesOf(id), ...(withBugs ? bugTypes : [])]
    const [first] = types
    if (!first) return []
    return {
      id,
      name: kind === 'requirement' ? requirementNames[process.name] : name,
      rank,
      kind,
      color: first.color,
      types,
      columns: columnsOf(kind, process),
    }
  })
}

/** The fields by which a process plans, by what they are for. */
export function planningFields(process: ProcessModel): Readonly<Record<string, string>> {
  const agile = process.name === 'Agile'
  const scrum = process.name === 'Scrum'
  return {
    ...(process.name === 'Basic'
      ? {}
      : { Order: `Microsoft.VSTS.Common.${scrum ? 'BacklogPriority' : 'StackRank'}` }),
    Effort: `Microsoft.VSTS.Scheduling.${agile ? 'StoryPoints' : 'Effort'}`,
    RemainingWork: 'Microsoft.VSTS.Scheduling.RemainingWork',
    Activity: 'Microsoft.VSTS.Common.Activity',
  }
}

function columnsOf(kind: BacklogLevel['kind'], process: ProcessModel): BacklogLevel['columns'] {
  if (kind === 'task') {
    return [
      ['System.Title', 400],
      ['System.State', 100],
      ['System.AssignedTo', 100],
      ['Microsoft.VSTS.Scheduling.RemainingWork', 50],
    ]
  }
  const basic = process.name === 'Basic'
  return [
    ['System.WorkItemType', 100],
    ['System.Title', 400],
    ['System.State', 100],
    ...(kind === 'requirement' ? [[planningFields(process).Effort ?? '', 50] as const] : []),
    ...(basic ? [] : [['Microsoft.VSTS.Common.ValueArea', 100] as const]),
    ...(kind === 'requirement' ? [['System.IterationPath', 200] as const] : []),
    ['System.Tags', 200],
  ]
}
