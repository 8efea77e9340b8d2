import { valueAt } from './json-elements.js'
import type { ParentRow } from './read-row.js'
import type { TableDefinition } from './table-definition.js'

/** Finds parent rows for payloads of a table in which the parent's name stands (Parent.match). */
export interface ParentNames {
  /** What of a parent row its rows name it by, in one spelling. */
  of(parent: ParentRow): string
  /** What stands in a payload, in the same spelling. */
  in(payload: unknown): string
}

/** @param table one with a parent. */
export function parentNames(table: TableDefinition): ParentNames {
  const { match, bind } = table.parent!
  const path = table.columns[match]!.from as readonly string[]
  return {
    of: (parent) => String(parent[bind[match]!]).toLowerCase(),
    in: (payload) => String(valueAt(payload, path)).toLowerCase(),
  }
}
