import type { Predicate } from '../tables/predicate.js'
import type { ListSource, TableDefinition } from '../tables/table-definition.js'

/** What to fetch so that the replica can answer one statement. */
export interface FetchPlan {
  readonly scans: readonly ScanPlan[]
  /**
   * Present when all that is wanted is how many rows satisfy the predicate of the one scan, and the service can tell: the
   * WIQL conditions, to be joined by AND and to those on projects, that their items satisfy and no others.
   */
  readonly counted?: readonly string[]
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
  /** With `limit`: those rows are wanted that have the least or greatest values of a column. */
  readonly order?: ScanOrder
  /** Present when other scans determine which rows are needed: `request` is then what to fall back to. */
  readonly narrowing?: Narrowing
}

/** The order of a limited scan, by a column that work items can be ordered by on the service's side too. */
export interface ScanOrder {
  readonly column: string
  /** Reference name: `System.ChangedDate`. */
  readonly field: string
  readonly descending: boolean
  /** The key decides between equal values: greater ones first, when descending. Otherwise all of them are wanted. */
  readonly key?: { readonly column: string; readonly field: string; readonly descending: boolean }
  /** That the column has a value, where the filter does not say so already. */
  readonly hasValue?: WiqlCondition
}

/** Scans whose rows are to be read first: the values found in them narrow the waiting scan. */
export interface Narrowing {
  readonly by: readonly NarrowingSource[]
  /**
   * The scans to make instead, for the values found for each of `by`, in order; undefined: too many to be of use. Together
   * they give every row that the statement needs.
   */
  plan(values: readonly (readonly string[] | undefined)[]): readonly ScanPlan[]
}

/** The values of `of` in the rows that satisfy the predicate, and are narrowed themselves, once `scan` has been read. */
export interface NarrowingSource {
  /** The column of the waiting scan that must have one of the values. */
  readonly column: string
  readonly scan: ScanPlan
  readonly predicate: Predicate
  readonly of: string
  readonly by: readonly NarrowingSource[]
}

/** More values than this do not narrow a scan. */
export const mostNarrowing = 5_000

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
  /** What the query is made of, of the scan's predicate: the rows it returns, but for some compared more loosely. */
  readonly asked: Predicate
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
  /** What finds the items that satisfy the predicate and no others, where WIQL can say that. */
  readonly exact?: string
}
