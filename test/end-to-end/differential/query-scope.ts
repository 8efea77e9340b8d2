import type { ColumnType, TableDefinition } from '../../../src/tables/table-definition.js'
import type { Random } from './random.js'
import type { Truth } from './truth.js'

/** A column that an expression may name. */
export interface ScopeColumn {
  /** With the alias: `w.state`. */
  readonly sql: string
  readonly name: string
  readonly type: ColumnType
  /** A table and column that values of it are taken from. */
  readonly of: readonly [table: string, column: string]
}

/** Something in a FROM clause. */
export interface Source {
  readonly sql: string
  readonly columns: readonly ScopeColumn[]
  /** Columns that together tell its rows apart. */
  readonly key: readonly ScopeColumn[]
  /** The table, when it is one. */
  readonly table?: TableDefinition
  /** About how many rows it has. */
  readonly rows: number
}

/** A value bound to a placeholder. */
export interface Parameter {
  readonly text: string
  readonly type: ColumnType
}

/** What is being written: the statement's parameters, aliases and choices. */
export interface Writing {
  readonly random: Random
  readonly truth: Truth
  readonly parameters: Parameter[]
  /** Constants may become parameters. */
  readonly binds: boolean
  alias(): string
}

/** How willingly a table is read: those of many requests or rows less. */
const weights: Readonly<Record<string, number>> = {
  work_items: 32,
  projects: 6,
  teams: 4,
  builds: 5,
  pull_requests: 5,
  pull_request_reviewers: 3,
  repositories: 3,
  branches: 3,
  pipelines: 3,
  work_item_revisions: 2,
  commits: 2,
  iterations: 1,
  pipeline_runs: 1,
  group_memberships: 1,
  build_timeline_records: 0.3,
}

export function randomTable({ random, truth }: Writing): TableDefinition {
  return random.weighted(truth.tables.map((table) => [weights[table.name] ?? 2, table] as const))
}

export function tableSource(writing: Writing, table: TableDefinition, alias = writing.alias()): Source {
  const columns = Object.entries(table.columns).map(([name, { type }]): ScopeColumn => ({
    sql: `${alias}.${name}`,
    name,
    type,
    of: [table.name, name],
  }))
  return {
    sql: `${table.name} ${alias}`,
    columns,
    key: table.key.map((name) => columns.find((column) => column.name === name)!),
    table,
    rows: writing.truth.rows(table.name).length,
  }
}

/** A constant of a column's type, quoted with its type, or a placeholder. */
export function constant(writing: Writing, text: string, type: ColumnType): string {
  const { random, parameters, binds } = writing
  if (binds && type !== 'jsonb' && random.chance(2)) {
    parameters.push({ text, type })
    return `$${parameters.length}::${type}`
  }
  if (type === 'integer' || type === 'bigint') return text.startsWith('-') ? `(${text})` : text
  const quoted = `'${text.replaceAll("'", "''")}'`
  return type === 'text' || (type === 'timestamptz' && random.chance(2)) ? quoted : `${quoted}::${type}`
}

/** A value that stands in the column somewhere, or one like it; as text. */
export function valueOf({ random, truth }: Writing, { of: [table, name], type }: ScopeColumn): string {
  const rows = truth.rows(table)
  for (let tries = 0; rows.length > 0 && tries < 4; tries++) {
    const value = random.pick(rows)[name]
    if (value !== null && value !== undefined) return value
  }
  switch (type) {
    case 'text':
      return random.pick(['', 'none of them', 'A%'])
    case 'boolean':
      return 'true'
    case 'uuid':
      return '00000000-0000-4000-8000-000000000000'
    case 'timestamptz':
      return '2025-06-01 12:00:00+00'
    case 'jsonb':
      return '{}'
    case 'text[]':
      return '{}'
    default:
      return String(random.int(5))
  }
}
