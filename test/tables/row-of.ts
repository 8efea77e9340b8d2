import { readRow, type ParentRow } from '../../src/tables/read-row.js'
import type { TableDefinition } from '../../src/tables/table-definition.js'

/** Where a payload came from: the parent row it was asked for, the payload around it. */
export interface Surroundings {
  readonly parent?: ParentRow
  readonly around?: unknown
}

/** The row of a payload, by column. */
export function rowOf(
  table: TableDefinition,
  payload: unknown,
  { parent, around }: Surroundings = {},
): Readonly<Record<string, unknown>> {
  const row = readRow(table, payload, parent, around)
  return Object.fromEntries(Object.keys(table.columns).map((name, i) => [name, row[i]]))
}

/** The same row without the columns that have no value. */
export function valuesOf(
  table: TableDefinition,
  payload: unknown,
  surroundings?: Surroundings,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(rowOf(table, payload, surroundings))
  return Object.fromEntries(entries.filter(([, value]) => value !== null))
}

export const jamal = {
  displayName: 'Jamal Hartnett',
  url: 'https://vssps.example/_apis/Identities/d291b0c4-a05c-4ea6-8df1-4b41d5f39eff',
  id: 'd291b0c4-a05c-4ea6-8df1-4b41d5f39eff',
  uniqueName: 'jamal@fabrikam.example',
}

/** The three columns that `jamal` makes. */
export function isJamal(name: string): Readonly<Record<string, unknown>> {
  return {
    [name]: jamal.displayName,
    [`${name}_unique_name`]: jamal.uniqueName,
    [`${name}_id`]: jamal.id,
  }
}

/** A row of projects, and what it gives the rows asked for it. */
export const fabrikam = { id: '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c', name: 'Fabrikam' }
export const inFabrikam = { project_id: fabrikam.id, project: fabrikam.name }
