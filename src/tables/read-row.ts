import { AzdoError } from '../errors/azdo-error.js'
import {
  readBigint,
  readBoolean,
  readDouble,
  readInteger,
  readText,
  readTimestamp,
  readUuid,
} from './read-value.js'
import type { ColumnType, Row, TableDefinition } from './table-definition.js'

/** Values of the parent row in PostgreSQL's text form, by the parent's column names. */
export type ParentRow = Readonly<Record<string, string | null>>

const readers: Readonly<Record<ColumnType, (value: unknown) => unknown>> = {
  text: readText,
  integer: readInteger,
  bigint: readBigint,
  'double precision': readDouble,
  boolean: readBoolean,
  uuid: readUuid,
  timestamptz: readTimestamp,
  jsonb: (value) => value ?? null,
  'text[]': (value) => (Array.isArray(value) ? value.map(String) : null),
}

/**
 * One row of a table from one payload, in the order of the table's columns. Values: string for text, uuid and
 * timestamptz (`2026-01-31T08:00:00.123456Z`), number, boolean, string[] for text[], any JSON value for jsonb; null
 * for none. A value that does not fit its column's type gives null (the service's own value stays in jsonb columns).
 * `around` is the payload that holds this one, for columns that come from there.
 * A bound column (Parent.bind) that is absent from the payload takes the parent row's value.
 * Errors: SERVICE_ANSWER_INVALID when a key column has no value.
 */
export function readRow(
  table: TableDefinition,
  payload: unknown,
  parentRow?: ParentRow,
  around?: unknown,
): Row {
  let shape = shapes.get(table)
  if (!shape) shapes.set(table, (shape = shapeOf(table)))
  const row = [...shape.absent]
  fill(row, shape.payload, payload)
  if (shape.around) fill(row, shape.around, around)
  for (const { at, name, read } of shape.parent) row[at] = read(parentRow?.[name])
  for (const { at, name } of shape.bound) row[at] ??= parentRow?.[name] ?? null
  for (const at of shape.key) if (row[at] === null) throw keyless(table, at)
  return row
}

/** What the reading of each row of a table needs to know, made once. */
interface Shape {
  /** A row of which nothing is known. */
  readonly absent: Row
  readonly payload: Place
  readonly around: Place | undefined
  /** Columns that come from the parent row's column `name`, and those that may. */
  readonly parent: readonly { readonly at: number; readonly name: string; readonly read: ReadValue }[]
  readonly bound: readonly { readonly at: number; readonly name: string }[]
  /** Positions of the key's columns. */
  readonly key: readonly number[]
}

type ReadValue = (value: unknown) => unknown

/** What is read of a value in a payload: the columns that it makes, and what is read of its members. */
interface Place {
  readonly columns: { readonly at: number; readonly read: ReadValue }[]
  readonly members: Map<string, Place>
}

/** From so many members on, what an object has is looked up rather than what it may have: it has few of many fields. */
const manyMembers = 8

const shapes = new WeakMap<TableDefinition, Shape>()

function shapeOf(table: TableDefinition): Shape {
  const names = Object.keys(table.columns)
  const columns = Object.values(table.columns).map((column, at) => ({
    at,
    from: column.from,
    read: column.read ?? readers[column.type],
  }))
  const payload = newPlace()
  const around = newPlace()
  const parent = []
  for (const { at, from, read } of columns) {
    if ('parent' in from) parent.push({ at, name: from.parent, read })
    else if ('around' in from) placeAt(around, from.around).columns.push({ at, read })
    else placeAt(payload, from).columns.push({ at, read })
  }
  return {
    // Of columns that stand for a whole payload none is absent, and `read` need not expect that.
    absent: columns.map(({ from, read }) =>
      Array.isArray(from) && from.length === 0 ? null : read(undefined),
    ),
    payload,
    around: around.members.size + around.columns.length > 0 ? around : undefined,
    parent,
    bound: Object.entries(table.parent?.bind ?? {}).map(([column, name]) => ({
      at: names.indexOf(column),
      name,
    })),
    key: table.key.map((name) => names.indexOf(name)),
  }
}

function newPlace(): Place {
  return { columns: [], members: new Map() }
}

function placeAt(root: Place, path: readonly string[]): Place {
  let place = root
  for (const name of path) {
    const inner = place.members.get(name) ?? newPlace()
    place.members.set(name, inner)
    place = inner
  }
  return place
}

function fill(row: unknown[], { columns, members }: Place, value: unknown): void {
  for (const { at, read } of columns) row[at] = read(value)
  if (members.size === 0 || typeof value !== 'object' || value === null) return
  if (members.size < manyMembers) {
    for (const [name, place] of members) {
      if (Object.hasOwn(value, name)) fill(row, place, (value as Record<string, unknown>)[name])
    }
    return
  }
  for (const name of Object.keys(value)) {
    const place = members.get(name)
    if (place) fill(row, place, (value as Record<string, unknown>)[name])
  }
}

function keyless(table: TableDefinition, at: number): AzdoError {
  return new AzdoError(
    'SERVICE_ANSWER_INVALID',
    `Azure DevOps answered a row of ${table.name} without ${Object.keys(table.columns)[at]}.`,
    {
      hint: 'Run the statement again; if it stays, report the table and the API version of the connection.',
    },
  )
}
