import { createGit } from '../git/git-data.js'
import { writersOf } from '../git/pull-request-plan.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams } from '../random.js'
import { firstDate, lastDate } from '../work-item-columns.js'
import { modelPolicies } from './model-policies.js'
import { policyTypes, type PolicyType } from './known-policies.js'
import type { PolicySettings } from './policy-settings.js'

/** One version of a policy. */
export interface PolicyRevision {
  /** From 1. */
  revision: number
  isEnabled: boolean
  isBlocking: boolean
  isDeleted: boolean
  settings: PolicySettings
  createdBy: Person
  createdAt: number
}

/** A configured policy of a project. */
export interface Policy {
  /** Unique in the organization. */
  id: number
  project: Project
  type: PolicyType
  /** Oldest first; the last is the present one. */
  revisions: PolicyRevision[]
}

/** The policies of the organization's projects. */
export interface PolicyData {
  /** In the order of their ids; deleted ones included. */
  of(project: Project): readonly Policy[]
  add(project: Project, type: PolicyType, first: Omit<PolicyRevision, 'revision'>): Policy
}

/** Ids of a project's generated policies begin at its position times this. */
const idsEach = 20

/** The present revision of a policy. */
export function present({ revisions }: Policy): PolicyRevision {
  return revisions.at(-1) as PolicyRevision
}

/** The policies of an organization, a project's made when first asked for; get it by `organization.part(createPolicies)`. */
export function createPolicies(organization: Organization): PolicyData {
  const made = new Map<Project, Policy[]>()
  let last = organization.projects.length * idsEach

  const of = (project: Project): Policy[] => {
    let list = made.get(project)
    if (!list) {
      list = project.created ? [] : generate(organization, project)
      made.set(project, list)
    }
    return list
  }

  return {
    of,
    add(project, type, first) {
      last += 1
      const policy: Policy = { id: last, project, type, revisions: [{ revision: 1, ...first }] }
      of(project).push(policy)
      return policy
    },
  }
}

function generate(organization: Organization, project: Project): Policy[] {
  const random = randomStream(organization.seed, streams.policy, project.index)
  const repositories = organization.part(createGit).repositoriesOf(project)
  const writers = writersOf(organization)
  return modelPolicies(organization, project, repositories).map(
    ({ typeId, isDeleted = false, ...model }, at) => {
      const type = policyTypes.find(({ id }) => id === typeId) as PolicyType
      const count = 1 + below(random, 3)
      const revisions: PolicyRevision[] = []
      let createdAt = firstDate
      for (let revision = 1; revision <= count; revision++) {
        createdAt += 1 + Math.floor(((lastDate - createdAt) / 3) * random())
        const isLast = revision === count
        revisions.push({
          revision,
          isEnabled: isLast ? model.isEnabled : true,
          isBlocking: isLast ? model.isBlocking : false,
          isDeleted: isLast && isDeleted,
          settings: model.settings,
          createdBy: pick(random, writers),
          createdAt,
        })
      }
      return { id: project.index * idsEach + at + 1, project, type, revisions }
    },
  )
}
