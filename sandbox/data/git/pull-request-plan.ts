import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams } from '../random.js'
import { firstDate, lastDate, workers } from '../work-item-columns.js'

/** What is settled of a pull request before its repository's history is made. */
export interface PlannedPullRequest {
  id: number
  /** Position among the repositories its project came with. */
  repository: number
  createdAt: number
  createdBy: Person
  /** Ids of items of the same project that were there by then. */
  workItems: number[]
}

/** Who made which pull requests when: small, so that numbers agree before any history is made. */
export interface PullRequestPlan {
  /** How many there are; their ids are 1 to this. */
  total: number
  /** Oldest first. */
  of(project: Project): readonly PlannedPullRequest[]
  /** Position of the project a pull request belongs to. */
  projectOf(id: number): number
}

/** More than two default pages (101) in project 0, a few everywhere. */
const counts = [330, 60, 40, 24, 24, 6]
const elsewhere = 3
const day = 86_400_000

/** Numbers the pull requests of all projects in the order of their dates. */
export function planPullRequests(organization: Organization): PullRequestPlan {
  const { seed } = organization
  // Projects that were made later have no past.
  const projects = organization.projects.filter(({ created }) => !created)
  const owners = shuffled(
    seed,
    projects.flatMap(({ index }) => Array.from({ length: counts[index] ?? elsewhere }, () => index)),
  )
  const idsOf = new Map<number, number[]>()
  for (const [at, project] of owners.entries()) {
    const ids = idsOf.get(project)
    if (ids) ids.push(at + 1)
    else idsOf.set(project, [at + 1])
  }
  const planned = new Map<number, readonly PlannedPullRequest[]>()
  const itemsOf = itemsByProject(organization)
  const first = firstDate + 20 * day
  const step = (lastDate - 12 * 3_600_000 - first) / owners.length

  function plan(id: number, { index }: Project): PlannedPullRequest {
    const random = randomStream(seed, streams.pullRequest, id)
    const createdAt = Math.floor(first + step * (id - 1 + random()))
    const at = random()
    const repository = index >= 6 ? 0 : at < 0.8 ? 0 : at < 0.9 ? 2 : 1
    return {
      id,
      repository,
      createdAt,
      createdBy: pick(random, writersOf(organization)),
      workItems: random() < 0.5 ? drawItems(organization, itemsOf(index), createdAt, random) : [],
    }
  }

  return {
    total: owners.length,
    of(project) {
      let made = planned.get(project.index)
      if (!made) {
        made = (idsOf.get(project.index) ?? []).map((id) => plan(id, project))
        planned.set(project.index, made)
      }
      return made
    },
    projectOf: (id) => owners[id - 1] as number,
  }
}

/** People who write code: those with a mail address among the ones who are given work. */
export function writersOf(organization: Organization): readonly Person[] {
  return organization.people.slice(0, workers).filter(({ uniqueName }) => uniqueName !== '')
}

function shuffled(seed: number, list: number[]): number[] {
  const random = randomStream(seed, streams.pullRequest)
  for (let at = list.length - 1; at > 0; at--) {
    const other = below(random, at + 1)
    const kept = list[at] as number
    list[at] = list[other] as number
    list[other] = kept
  }
  return list
}

/** Indexes of the generated work items of each project, found when first asked for. */
function itemsByProject({ items }: Organization): (project: number) => readonly number[] {
  let lists: Map<number, number[]> | undefined
  return (project) => {
    if (!lists) {
      lists = new Map()
      for (let index = 0; index < items.columns.count; index++) {
        const of = items.columns.project[index] as number
        const list = lists.get(of)
        if (list) list.push(index)
        else lists.set(of, [index])
      }
    }
    return lists.get(project) ?? []
  }
}

function drawItems(
  { items }: Organization,
  indexes: readonly number[],
  createdAt: number,
  random: () => number,
): number[] {
  if (indexes.length === 0) return []
  const drawn = Array.from({ length: 1 + below(random, 3) }, () => pick(random, indexes))
  const there = drawn.filter((index) => (items.columns.created[index] as number) <= createdAt)
  return [...new Set(there)].map((index) => items.idAt(index)).sort((a, b) => a - b)
}
