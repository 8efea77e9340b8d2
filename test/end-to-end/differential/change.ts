import type { ServiceChanges } from '../change-service.js'
import type { Random } from './random.js'
import type { Text } from './truth.js'

/** A row, by column. */
export type Row = Readonly<Record<string, Text>>

/** What a change may use: random choices, the rows of the service before it, and the service. */
export interface World {
  readonly random: Random
  readonly service: ServiceChanges
  /** A row of a table that satisfies the condition; throws NothingThere without one. */
  any(table: string, condition?: (row: Row) => boolean): Row
  /** A name that nothing has yet. */
  fresh(): string
  /** Items in the recycle bin. */
  readonly removed: Set<number>
}

/** One way in which other people change what the service has. */
export interface Change {
  readonly name: string
  readonly weight: number
  /** Tables whose rows it can change. */
  readonly touches: readonly string[] | 'everything'
  make(world: World): Promise<void>
}

/** There is no row that a change could be made to. */
export class NothingThere extends Error {}

/** Titles and other texts that people write. */
export const words = [
  'Açaí',
  'crash',
  'CRASH',
  "it's 100% _done_",
  'slow \\ path',
  'naïve',
  'x',
  'Login fails',
  '日本',
]
/** Tags of work items and builds. */
export const tagWords = ['ui', 'UI', 'backend', 'needs info', 'release-2', 'ö']

/** Tables whose rows hang on work items, on builds, on what is in repositories, on wikis. */
export const itemTables = ['work_items', 'work_item_revisions']
export const buildTables = ['builds', 'pipeline_runs', 'build_timeline_records']
export const codeTables = ['pull_requests', 'pull_request_reviewers', 'branches', 'commits', 'repositories']
export const wikiTables = ['wikis', 'wiki_pages']
