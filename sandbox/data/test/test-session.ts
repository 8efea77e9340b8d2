import type { ClassificationNode } from '../classification-nodes.js'
import type { Person } from '../people.js'
import type { Team } from '../teams.js'

/** An exploratory test session of a team. Dates are milliseconds since 1970. */
export interface TestSession {
  id: number
  team: Team
  title: string
  area: ClassificationNode
  comment?: string
  state: 'unspecified' | 'notStarted' | 'inProgress' | 'paused' | 'completed' | 'declined'
  owner: Person
  startAt: number
  endAt?: number
  updatedBy: Person
  updatedAt: number
  revision: number
  properties: Record<string, string>
}
