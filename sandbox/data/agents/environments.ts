import { createBuilds } from '../build/build-data.js'
import { stateOf, type Build } from '../build/build.js'
import { deploys } from '../build/run-plan.js'
import { timelineOf, type TimelineRecord } from '../build/timeline.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'
import { amount, byProject, lastGeneratedId } from './by-project.js'

export interface EnvironmentResource {
  id: number
  name: string
  type: 'virtualMachine' | 'kubernetes'
  tags: string[]
}

/** An environment of YAML pipelines. Dates are milliseconds since 1970. */
export interface Environment {
  /** Unique in the organization. */
  id: number
  name: string
  description: string
  project: Project
  createdBy: Person
  createdAt: number
  modifiedBy: Person
  modifiedAt: number
  resources: EnvironmentResource[]
}

/** What a build deployed to an environment. */
export interface EnvironmentDeployment {
  id: number
  build: Build
  stage: TimelineRecord
  job: TimelineRecord
}

export interface Environments {
  /** Mutable; in the order of ids. */
  of(project: Project): Environment[]
  add(environment: Omit<Environment, 'id'>): Environment
  /** As of a moment, newest first. */
  deployments(environment: Environment, now: number): EnvironmentDeployment[]
}

const day = 86_400_000
const idsPerProject = 100
const names = ['dev', 'Test (größe)', 'PROD #1', 'eu/west+1', '本番', "Bob's"]

/** The environments of an organization; get them by `organization.part(createEnvironments)`. */
export function createEnvironments(organization: Organization): Environments {
  const { seed, people } = organization
  let last = lastGeneratedId
  const of = byProject((project) =>
    Array.from({ length: amount(project, 30, 2) }, (_, at): Environment => {
      const random = randomStream(seed, streams.environment, project.index, at)
      const createdBy = pick(random, people.slice(0, 8))
      const createdAt = firstDate + below(random, 100 * day)
      const base = names[at % names.length] as string
      return {
        id: project.index * idsPerProject + at + 1,
        name: at < names.length ? base : `${base} ${Math.floor(at / names.length) + 1}`,
        description: random() < 0.5 ? '' : 'Where customers „try“ it.',
        project,
        createdBy,
        createdAt,
        modifiedBy: createdBy,
        modifiedAt: createdAt,
        resources:
          at % 3 === 1 ? [{ id: at + 1, name: `vm-größe-${at}`, type: 'virtualMachine', tags: ['web'] }] : [],
      }
    }),
  )
  return {
    of,
    add(environment) {
      const made = { ...environment, id: ++last }
      of(environment.project).push(made)
      return made
    },
    deployments(environment, now) {
      const all = of(environment.project)
      const { byDefinition } = organization.part(createBuilds).of(environment.project)
      const found: EnvironmentDeployment[] = []
      for (const [definition, builds] of byDefinition) {
        // A pipeline always deploys to the same environment.
        if (!deploys(definition) || all[definition.id % Math.min(all.length, 6)] !== environment) continue
        for (const build of builds) {
          if (build.deleted || stateOf(build, now).startedAt === undefined) continue
          const records = timelineOf(seed, build, now) ?? []
          const stage = records.find(({ type, refName }) => type === 'Stage' && refName === 'Deploy')
          const job = records.findLast(({ type }) => type === 'Job')
          if (stage?.startedAt && job) found.push({ id: build.id, build, stage, job })
        }
      }
      return found.sort((a, b) => b.id - a.id)
    },
  }
}
