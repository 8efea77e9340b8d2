import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, guid, pick, randomStream, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'
import { amount, byProject } from './by-project.js'
import { defaultInputs, taskNamed } from './tasks.js'

export interface TaskGroupStep {
  displayName: string
  alwaysRun: boolean
  continueOnError: boolean
  enabled: boolean
  timeoutInMinutes: number
  inputs: Record<string, string>
  task: { id: string; versionSpec: string; definitionType: string }
}

/** One version of a task group; versions share the id (facts 9). Dates are milliseconds since 1970. */
export interface TaskGroup {
  id: string
  version: { major: number; minor: number; patch: number; isTest: boolean }
  revision: number
  name: string
  friendlyName?: string
  description?: string
  category: string
  author?: string
  instanceNameFormat: string
  comment?: string
  tasks: TaskGroupStep[]
  runsOn: string[]
  inputs: Record<string, unknown>[]
  createdBy: Person
  createdAt: number
  modifiedBy: Person
  modifiedAt: number
  deleted: boolean
}

export interface TaskGroups {
  /** Mutable; newest first, deleted ones included. */
  of(project: Project): TaskGroup[]
}

const day = 86_400_000
const names = ['PowerShell TG', 'Größe prüfen', 'Deploy to "prod"', 'a/b #1', '部署']

/** The task groups of an organization; get them by `organization.part(createTaskGroups)`. */
export function createTaskGroups(organization: Organization): TaskGroups {
  const { seed, people } = organization
  return {
    of: byProject((project) => {
      const groups: TaskGroup[] = []
      for (let at = 0; at < amount(project, 30, 2); at++) {
        const random = randomStream(seed, streams.taskGroup, project.index, at)
        const createdBy = pick(random, people.slice(0, 8))
        const createdAt = firstDate + at * 40 * day + below(random, day)
        const base = names[at % names.length] as string
        const first: TaskGroup = {
          id: guid(seed, streams.taskGroup, project.index, at),
          version: { major: 1, minor: 0, patch: 0, isTest: false },
          revision: 1 + below(random, 4),
          name: at < names.length ? base : `${base} ${at}`,
          ...(at % 2 === 0 ? { friendlyName: `${base} (größer)`, comment: 'Updated the task group' } : {}),
          category: pick(random, ['Deploy', 'Build', 'Utility']),
          instanceNameFormat: 'Task group: TG',
          tasks: at === 3 ? [] : [step('PowerShell', 1), step('CmdLine')],
          runsOn: ['Agent', 'DeploymentGroup'],
          inputs: [],
          createdBy,
          createdAt,
          modifiedBy: createdBy,
          modifiedAt: createdAt + below(random, 30 * day),
          deleted: at === 4,
        }
        groups.push(first)
        if (at === 0)
          groups.push({
            ...first,
            version: { ...first.version, major: 2 },
            revision: 1,
            createdAt: createdAt + day,
          })
      }
      return groups.sort((a, b) => b.createdAt - a.createdAt)
    }),
  }
}

function step(name: string, major?: number): TaskGroupStep {
  const task = taskNamed(name, major)
  const { id, friendlyName, version } = task
  return {
    displayName: friendlyName,
    alwaysRun: false,
    continueOnError: false,
    enabled: true,
    timeoutInMinutes: 0,
    inputs: defaultInputs(task),
    task: { id, versionSpec: `${version.major}.*`, definitionType: 'task' },
  }
}
