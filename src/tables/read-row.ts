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
import type { Column, ColumnType, Row, TableDefinition } from './table-definition.js'

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
  const row = shape.read.map((read) => read(payload, parentRow, around))
  for (const at of shape.key) if (row[at] === null) throw keyless(table, at)
  return row
}

type ReadColumn = (payload: unknown, parent: ParentRow | undefined, around: unknown) => unknown

/** What the reading of each row of a table needs to know, made once. */
interface Shape {
  readonly read: readonly ReadColumn[]
  /** Positions of the key's columns. */
  readonly key: readonly number[]
}

const shapes = new WeakMap<TableDefinition, Shape>()

function shapeOf(table: TableDefinition): Shape {
  const names = Object.keys(table.columns)
  return {
    read: Object.entries(table.columns).map(([name, column]) => columnReader(table, name, column)),
    key: table.key.map((name) => names.indexOf(name)),
  }
}

function columnReader(table: TableDefinition, name: string, column: Column): ReadColumn {
  const read = column.read ?? readers[column.type]
  const { from } = column
  if ('parent' in from) return (_, parent) => read(parent?.[from.parent])
  const value: ReadColumn =
    'around' in from
      ? (_, __, around) => read(dig(around, from.around))
      : (payload) => read(dig(payload, from))
  const bound = table.parent?.bind[name]
  if (bound === undefined) return value
  return (payload, parent, around) => value(payload, parent, around) ?? parent?.[bound] ?? null
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

function dig(payload: unknown, path: readonly string[]): unknown {
  let value = payload
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
