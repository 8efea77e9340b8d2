import { guid, randomStream, streams } from './random.js'
import { processes, type ProcessModel } from './processes.js'

/** A project is seen by its own address only when well formed. */
export type ProjectState = 'new' | 'createPending' | 'wellFormed' | 'deleting' | 'deleted'

export interface Project {
  index: number
  id: string
  name: string
  /** Absent for some projects. */
  description?: string
  state: ProjectState
  visibility: 'private' | 'public'
  revision: number
  /** Milliseconds since 1970. */
  lastUpdateTime: number
  process: ProcessModel
  /** Set for a project made after the start: no data was generated for it. */
  created?: boolean
  /** What was set through project properties. */
  properties: Map<string, unknown>
}

const models: readonly { name: string; process: number; description?: string }[] = [
  {
    name: 'Fabrikam Fiber',
    process: 0,
    description: 'Broadband for everyone: web shop, billing and field work.',
  },
  {
    name: "Contoso's Web Shop",
    process: 1,
    description: 'Says "hello" & sells things.\nSecond line, 日本語.',
  },
  { name: 'Zażółć – 東京 ✓', process: 2 },
  { name: 'Northwind-Traders', process: 0, description: 'One team for each store.' },
  { name: 'Tailspin Toys (new)', process: 1 },
  { name: 'proseware', process: 2, description: 'Nothing has been planned here yet.' },
]

/** The project that never holds work items. */
const emptyProject = 5

/** The project with more teams than one page of them. */
export const manyTeamsProject = 3

/** `count` projects in order, all ready to be used. */
export function createProjects(seed: number, count: number): Project[] {
  const projects: Project[] = []
  for (let index = 0; index < count; index++) {
    const model = models[index] ?? {
      name: `Woodgrove ${String(index + 1).padStart(4, '0')}`,
      process: index % 3,
    }
    const random = randomStream(seed, streams.project, index)
    projects.push({
      index,
      id: guid(seed, streams.project, index),
      name: model.name,
      ...(model.description === undefined ? {} : { description: model.description }),
      state: 'wellFormed',
      visibility: index === 2 ? 'public' : 'private',
      revision: 10 + Math.floor(random() * 900),
      lastUpdateTime: Date.UTC(2021, 0, 4) + Math.floor(random() * 5 * 365 * 86_400_000),
      process: processes[model.process] as ProcessModel,
      properties: new Map(),
    })
  }
  return projects
}

/** For each project how many of the work items it gets, relative to the others. */
export function projectWeights(projects: readonly Project[]): number[] {
  return projects.map(({ index }) => (index === emptyProject ? 0 : 1 / (index + 1)))
}
