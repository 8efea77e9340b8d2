import type { FieldDefinition } from '../../data/fields.js'

/** One line of a link query's result: a link, or with the target alone a source or the top of a tree. */
export interface LinkEntry {
  rel?: string
  source?: number
  target: number
}

interface QueryShape {
  columns: readonly FieldDefinition[]
  sortColumns: readonly { field: FieldDefinition; descending: boolean }[]
  /** The time it looked at, in milliseconds since 1970. */
  asOf: number
}

/** Indexes of work items in the query's order, or links between them. */
export type QueryOutcome = QueryShape &
  (
    | { queryType: 'flat'; items: readonly number[] }
    | { queryType: 'oneHop' | 'tree'; links: readonly LinkEntry[] }
  )
