import pg from 'pg'
import type { Reference, TableDefinition } from '../tables/table-definition.js'
import { roleName } from './bookkeeping.js'
import { policyName, type ReferenceState, type SchemaState, type TableState } from './schema-state.js'
import { uncompressedColumns, uncompressedSql } from './uncompressed-columns.js'

/** One statement that brings a schema closer to its definitions. */
export interface SchemaChange {
  readonly sql: string
  /** True when the thing may stay where views of a user depend on it: nothing is written to it any more. */
  readonly mayStay?: boolean
}

/** What a connection's schema should be. */
export interface SchemaPlan {
  readonly schema: string
  readonly tables: readonly TableDefinition[]
  readonly defaultProject: string | undefined
  /** Address of the organization that the rows are of; rows of another one are dropped. Undefined: not known. */
  readonly organization?: string | undefined
  /** server_version_num; from 18 on, foreign keys are kept as metadata (NOT ENFORCED). */
  readonly serverVersion: number
}

const id = pg.escapeIdentifier
const literal = pg.escapeLiteral

/** The statements that turn the found state into the planned one, in order; none when they are equal. Pure. */
export function schemaChanges(plan: SchemaPlan, found: SchemaState): SchemaChange[] {
  const schema = id(plan.schema)
  const changes: SchemaChange[] = []
  const add = (sql: string, mayStay = false): void => void changes.push(mayStay ? { sql, mayStay } : { sql })
  if (!found.exists) {
    add(`CREATE SCHEMA ${schema}`)
    add(`GRANT USAGE ON SCHEMA ${schema} TO ${roleName}`)
  }
  const about = plan.organization === undefined ? undefined : organizationComment(plan.organization)
  if (about !== undefined && found.about !== about) {
    // Ids of different organizations mean different things: what was read of the other must not be taken for this one's.
    const held = Object.keys(found.tables).map((name) => `${schema}.${id(name)}`)
    if (held.length > 0) add(`TRUNCATE ${held.join(', ')}`)
    add(`COMMENT ON SCHEMA ${schema} IS ${literal(about)}`)
  }
  const wanted = new Map(plan.tables.map((table) => [table.name, table]))
  const rebuilt = new Set(
    plan.tables
      .filter((t) => found.tables[t.name] && needsRebuild(t, found.tables[t.name]!))
      .map((t) => t.name),
  )
  const structural =
    rebuilt.size > 0 ||
    Object.entries(found.tables).some(([name, state]) => {
      const table = wanted.get(name)
      return !table || vanishedColumns(table, state).length > 0 || changedColumns(table, state).length > 0
    })

  const referencesAreRight = (table: TableDefinition, state: TableState): boolean =>
    JSON.stringify(state.references.map(shape).sort()) ===
    JSON.stringify(keptReferences(table, plan).map(shape).sort())
  const kept = new Set<string>()
  for (const [name, state] of Object.entries(found.tables)) {
    const table = wanted.get(name)
    if (table && !structural && referencesAreRight(table, state)) kept.add(name)
    else
      for (const reference of state.references)
        add(`ALTER TABLE ${schema}.${id(name)} DROP CONSTRAINT ${id(reference.name)}`)
  }
  for (const name of Object.keys(found.tables)) {
    if (!wanted.has(name)) add(`DROP TABLE ${schema}.${id(name)}`, true)
    else if (rebuilt.has(name)) add(`DROP TABLE ${schema}.${id(name)}`)
  }
  for (const table of plan.tables) {
    const state = rebuilt.has(table.name) ? undefined : found.tables[table.name]
    for (const sql of tableChanges(table, state, schema)) add(sql)
    if (state)
      for (const column of vanishedColumns(table, state))
        add(`ALTER TABLE ${schema}.${id(table.name)} DROP COLUMN ${id(column)}`, true)
    for (const sql of confinement(table, state, plan)) add(sql)
  }
  for (const table of plan.tables) {
    if (kept.has(table.name)) continue
    for (const reference of keptReferences(table, plan)) {
      add(
        `ALTER TABLE ${schema}.${id(table.name)} ADD FOREIGN KEY (${reference.columns.map(id).join(', ')}) ` +
          `REFERENCES ${schema}.${id(reference.table)} (${reference.to.map(id).join(', ')}) NOT ENFORCED`,
      )
    }
  }
  return changes
}

/** The comment by which a connection's schema says whose rows it holds. */
export function organizationComment(address: string): string {
  return `Azure DevOps organization ${address}`
}

/** Creates a table, or adds and replaces columns; then how they are stored and the comments, where these differ. */
function tableChanges(table: TableDefinition, state: TableState | undefined, schema: string): string[] {
  const name = `${schema}.${id(table.name)}`
  const changes: string[] = []
  if (!state) {
    const columns = Object.entries(table.columns).map(([column, { type }]) => `${id(column)} ${type}`)
    const key = `PRIMARY KEY (${table.key.map(id).join(', ')})`
    changes.push(`CREATE TABLE ${name} (${[...columns, key].join(', ')})`)
    changes.push(`GRANT SELECT ON ${name} TO ${roleName}`)
  } else {
    const changed = changedColumns(table, state)
    // Rows without the column's values would look as if they were whole.
    if (changed.length > 0) changes.push(`TRUNCATE ${name}`)
    for (const column of changed) {
      changes.push(`ALTER TABLE ${name} DROP COLUMN ${id(column)}`)
      changes.push(`ALTER TABLE ${name} ADD COLUMN ${id(column)} ${table.columns[column]!.type}`)
    }
    for (const [column, { type }] of Object.entries(table.columns)) {
      if (!state.columns[column]) changes.push(`ALTER TABLE ${name} ADD COLUMN ${id(column)} ${type}`)
    }
  }
  const isAsFound = (column: string): boolean => state?.columns[column]?.type === table.columns[column]!.type
  const compressed = uncompressedColumns(table).filter(
    (column) => !isAsFound(column) || !state!.columns[column]!.uncompressed,
  )
  changes.push(...uncompressedSql(name, compressed))
  if (state?.about !== table.about) changes.push(`COMMENT ON TABLE ${name} IS ${literal(table.about)}`)
  for (const [column, { about }] of Object.entries(table.columns)) {
    if (!isAsFound(column) || state!.columns[column]!.about !== about)
      changes.push(`COMMENT ON COLUMN ${name}.${id(column)} IS ${literal(about)}`)
  }
  return changes
}

/** Row level security that shows a confined session the default project only. */
function confinement(table: TableDefinition, state: TableState | undefined, plan: SchemaPlan): string[] {
  const name = `${id(plan.schema)}.${id(table.name)}`
  const project = table.projectColumn === undefined ? undefined : plan.defaultProject
  if ((state?.defaultProject ?? undefined) === project) return []
  const changes = state ? [`DROP POLICY IF EXISTS ${policyName} ON ${name}`] : []
  if (project === undefined) return [`ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`, ...changes]
  return [
    ...changes,
    `CREATE POLICY ${policyName} ON ${name} FOR SELECT TO ${roleName} ` +
      `USING (NOT (SELECT azdo.confined()) OR ${id(table.projectColumn!)} = ${literal(project)})`,
    `COMMENT ON POLICY ${policyName} ON ${name} IS ${literal(project)}`,
    `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`,
  ]
}

/** References that PostgreSQL can hold: to the key of a table of the same schema. */
function keptReferences(table: TableDefinition, plan: SchemaPlan): readonly Reference[] {
  if (plan.serverVersion < 180_000) return []
  return table.references.filter((reference) => {
    const target = plan.tables.find((other) => other.name === reference.table)
    return target && [...target.key].sort().join('\0') === [...reference.to].sort().join('\0')
  })
}

function shape(reference: Reference | ReferenceState): string {
  return JSON.stringify([reference.columns, reference.table, reference.to])
}

function needsRebuild(table: TableDefinition, state: TableState): boolean {
  return (
    state.key.join('\0') !== table.key.join('\0') ||
    table.key.some((column) => state.columns[column]?.type !== table.columns[column]?.type)
  )
}

function changedColumns(table: TableDefinition, state: TableState): string[] {
  return Object.entries(table.columns)
    .filter(([name, { type }]) => state.columns[name] && state.columns[name].type !== type)
    .map(([name]) => name)
}

function vanishedColumns(table: TableDefinition, state: TableState): string[] {
  return Object.keys(state.columns).filter((name) => !table.columns[name])
}
