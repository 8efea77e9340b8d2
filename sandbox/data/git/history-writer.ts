import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Random } from '../random.js'
import type { Repository } from './repositories.js'
import type { RepositoryContent } from './repository-content.js'

/** Something that happens in a repository at a time (milliseconds since 1970). */
export interface HistoryEvent {
  at: number
  happen(now: number): void
}

/** What a repository's past is written with. */
export interface HistoryWriter {
  organization: Organization
  repository: Repository
  content: RepositoryContent
  random: Random
  writers: readonly Person[]
}
