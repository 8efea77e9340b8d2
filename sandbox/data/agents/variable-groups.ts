import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'
import { amount, byProject, lastGeneratedId } from './by-project.js'

/** The sandbox keeps no secret: the value of one is null. */
export interface GroupVariable {
  value: string | null
  isSecret?: boolean
  isReadOnly?: boolean
}

/** Dates are milliseconds since 1970. */
export interface VariableGroup {
  /** Unique in the organization. */
  id: number
  type: string
  name: string
  description?: string
  variables: Record<string, GroupVariable>
  providerData?: Record<string, unknown>
  createdBy: Person
  createdAt: number
  modifiedBy: Person
  modifiedAt: number
  /** The projects it is used in, with its name there; the first is its own. */
  projects: { project: Project; name: string; description?: string }[]
}

export interface VariableGroups {
  /** In the order of ids; those shared with the project included. */
  of(project: Project): readonly VariableGroup[]
  group(id: number): VariableGroup | undefined
  add(group: Omit<VariableGroup, 'id'>): VariableGroup
  /** Shows the group in a further project. */
  share(group: VariableGroup, use: VariableGroup['projects'][number]): void
  /** Takes the group out of a project; it is gone when no project uses it. */
  remove(group: VariableGroup, project: Project): void
}

const day = 86_400_000
const idsPerProject = 1000
const names = ['Shared secrets', 'größe & co', 'Prod (EU) #1', 'a/b+c', 'ключи', 'Test*']

/** The variable groups of an organization; get them by `organization.part(createVariableGroups)`. */
export function createVariableGroups(organization: Organization): VariableGroups {
  const { seed, people, projects } = organization
  let last = lastGeneratedId
  const added = new Map<number, VariableGroup>()
  const of = byProject((project) =>
    Array.from({ length: amount(project, 120, 3) }, (_, at): VariableGroup => {
      const random = randomStream(seed, streams.variableGroup, project.index, at)
      const createdAt = firstDate + below(random, 1500) * day
      const base = names[at % names.length] as string
      const name = at < names.length ? base : `${base} ${Math.floor(at / names.length) + 1}`
      const description = random() < 0.5 ? 'Used by the nightly builds.' : undefined
      const use = { project, name, ...(description === undefined ? {} : { description }) }
      return {
        id: project.index * idsPerProject + at + 1,
        type: 'Vsts',
        name,
        ...(description === undefined ? {} : { description }),
        variables:
          at === 3
            ? {}
            : {
                Region: { value: pick(random, ['westeurope', 'north "EU"', 'größe']) },
                ...(random() < 0.6 ? { Password: { value: null, isSecret: true } } : {}),
                ...(random() < 0.1 ? { 'key.with;odd\\chars': { value: '' } } : {}),
              },
        createdBy: pick(random, people.slice(0, 8)),
        createdAt,
        modifiedBy: pick(random, people.slice(0, 8)),
        modifiedAt: createdAt + below(random, 200) * day,
        projects: [use],
      }
    }),
  )
  return {
    of,
    group(id) {
      const project = projects[Math.floor((id - 1) / idsPerProject)]
      return added.get(id) ?? (project && of(project).find((group) => group.id === id))
    },
    add(group) {
      const made = { ...group, id: ++last }
      added.set(made.id, made)
      for (const { project } of made.projects) of(project).push(made)
      return made
    },
    share(group, use) {
      const known = group.projects.find(({ project }) => project === use.project)
      if (known) Object.assign(known, use)
      else {
        group.projects.push(use)
        of(use.project).push(group)
      }
    },
    remove(group, project) {
      const list = of(project)
      const at = list.indexOf(group)
      if (at >= 0) list.splice(at, 1)
      group.projects = group.projects.filter((use) => use.project !== project)
      if (group.projects.length === 0) added.delete(group.id)
    },
  }
}
