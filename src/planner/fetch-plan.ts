import type { Predicate } from '../tables/predicate.js'
import type { ListSource, TableDefinition } from '../tables/table-definition.js'

/** What to fetch so that the replica can answer one statement. */
export interface FetchPlan {
  readonly scans: readonly ScanPlan[]
}

/** The fetch for one scan of one table. */
export interface ScanPlan {
  /** The connection: also the schema. */
  readonly connection: string
  readonly table: TableDefinition
  /**
   * What is understood of the scan's filter: every row the statement needs satisfies it. Rows in the replica that
   * satisfy it and that the service does not return are stale.
   */
  readonly predicate: Predicate
  readonly request: ListRequest | WorkItemRequest
  /** What was handed to the service, in its own words, for the trace: `[System.State] = 'Active'`. */
  readonly pushed: readonly string[]
  /** Present when this many rows that satisfy `predicate` are enough; then `predicate` is the whole filter. */
  readonly limit?: number
}

/** List rows: once, or once for each row of the parent scan and each value looked up. */
export interface ListRequest {
  readonly kind: 'list'
  readonly source: ListSource
  /** The source's own query and what its parameters came to. */
  readonly query: Readonly<Record<string, string>>
  /** Values of the table's own columns that stand in the path. */
  readonly values?: Readonly<Record<string, readonly string[]>>
  readonly parent?: ScanPlan
}

/** Query ids by WIQL, then get the rows. */
export interface WorkItemRequest {
  readonly kind: 'work-items'
  /** Conditions to be joined by AND. */
  readonly conditions: readonly WiqlCondition[]
  /** Set when the statement names its ids: then they are got directly, without WIQL. */
  readonly ids?: readonly number[]
  /** The parent scan (projects). */
  readonly parent: ScanPlan
  /** True when the parent scan's predicate confines the rows, so that its rows become a condition. */
  readonly confined: boolean
}

export interface WiqlCondition {
  readonly text: string
  /**
   * True when the service answers with an error, not with no rows, where the value does not exist (unknown path or
   * identity, facts 5.1): the query is then sent again without such conditions.
   */
  readonly fragile: boolean
}
