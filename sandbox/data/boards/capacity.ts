import type { ClassificationNode } from '../classification-nodes.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import { guidKey } from './guid-key.js'
import { below, pick, randomStream, streams } from '../random.js'
import type { Team } from '../teams.js'

/** Whole days, both included; milliseconds since 1970 at midnight UTC. */
export interface DaysOff {
  start: number
  end: number
}

/** What someone can do in a sprint. */
export interface MemberCapacity {
  person: Person
  activities: { name: string; capacityPerDay: number }[]
  daysOff: DaysOff[]
}

/** The capacity of a team in one iteration. */
export interface SprintCapacity {
  members: MemberCapacity[]
  /** Days on which the whole team is off. */
  daysOff: DaysOff[]
}

const day = 86_400_000
const activities = ['Development', 'Testing', 'Design', 'Documentation', ''] as const
/** Most members that capacity is given for, as large teams never fill it in for everyone. */
const planned = 12

/** Capacities of all teams and iterations, made when first asked for; use it by `organization.part(createCapacities)`. */
export function createCapacities({
  seed,
}: Organization): (team: Team, iteration: ClassificationNode) => SprintCapacity {
  const known = new WeakMap<Team, Map<number, SprintCapacity>>()
  return (team, iteration) => {
    let ofTeam = known.get(team)
    if (!ofTeam) known.set(team, (ofTeam = new Map<number, SprintCapacity>()))
    let capacity = ofTeam.get(iteration.id)
    if (!capacity) ofTeam.set(iteration.id, (capacity = firstCapacity(seed, team, iteration)))
    return capacity
  }
}

/** Nothing is planned for sprints without dates; of others, half of the teams' sprints are. */
function firstCapacity(seed: number, team: Team, { id, startDate, finishDate }: ClassificationNode) {
  const key = guidKey(team.id)
  const random = randomStream(seed, streams.capacity, key, id)
  if (startDate === undefined || finishDate === undefined || random() < 0.2)
    return { members: [], daysOff: [] }
  const length = Math.round((finishDate - startDate) / day) + 1
  const someDays = (): DaysOff => {
    const start = startDate + below(random, length) * day
    return { start, end: Math.min(finishDate, start + below(random, 3) * day) }
  }
  return {
    members: team.members.slice(0, planned).map(({ person }) => ({
      person,
      activities: [
        { name: pick(random, activities), capacityPerDay: 2 + below(random, 13) / 2 },
        ...(random() < 0.2 ? [{ name: 'Requirements', capacityPerDay: 1.5 }] : []),
      ],
      daysOff: random() < 0.25 ? [someDays()] : [],
    })),
    daysOff: random() < 0.3 ? [someDays()] : [],
  }
}

/** How many working days a range has; `works` tells whether the team works on a weekday (0 is Sunday). */
export function countDaysOff(ranges: readonly DaysOff[], works: (weekday: number) => boolean): number {
  let count = 0
  for (const { start, end } of ranges)
    for (let at = start; at <= end; at += day) if (works(new Date(at).getUTCDay())) count++
  return count
}
