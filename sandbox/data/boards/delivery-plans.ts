import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { guid, randomStream, streams } from '../random.js'
import { teamsOf } from '../project-teams.js'
import { firstDate, lastDate } from '../work-item-columns.js'

/** A plan that shows the work of several teams along time. */
export interface DeliveryPlan {
  id: string
  project: Project
  name: string
  description: string
  revision: number
  createdBy: Person
  createdAt: number
  modifiedBy: Person
  modifiedAt: number
  /** As sent and given back. */
  properties: unknown
}

/** The plans of each project, made when first asked for; use it by `organization.part(createPlans)`. */
export function createPlans(organization: Organization): (project: Project) => DeliveryPlan[] {
  const known = new WeakMap<Project, DeliveryPlan[]>()
  return (project) => {
    let plans = known.get(project)
    if (!plans) known.set(project, (plans = project.created ? [] : firstPlans(organization, project)))
    return plans
  }
}

const names = ['Roadmap “next year”', 'Teams side by side']

/** The first projects have plans, the others none. */
function firstPlans(organization: Organization, project: Project): DeliveryPlan[] {
  const { seed, people } = organization
  return names.slice(0, Math.max(0, 2 - project.index)).map((name, at) => {
    const random = randomStream(seed, streams.deliveryPlan, project.index, at)
    const createdAt = Math.floor(firstDate + random() * (lastDate - firstDate))
    return {
      id: guid(seed, streams.deliveryPlan, project.index, at),
      project,
      name,
      description: at === 0 ? 'What comes when.' : '',
      revision: 1,
      createdBy: people[at] as Person,
      createdAt,
      modifiedBy: people[at] as Person,
      modifiedAt: createdAt,
      properties: {
        teamBacklogMappings: teamsOf(organization, project)
          .slice(0, 2 + at)
          .map(({ id }) => ({ teamId: id, categoryReferenceName: 'Microsoft.RequirementCategory' })),
        criteria: [],
        cardSettings: null,
        markers: [],
      },
    }
  })
}
