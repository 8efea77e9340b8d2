import { lookupColumns } from './filtered-columns.js'
import { columnsOf, everything } from './predicate.js'
import type { ListSource, Parent, Source, TableDefinition } from './table-definition.js'

/** Every fault of a catalog, one sentence each; none when it is sound. Checks what the compiler cannot. */
export function catalogFaults(tables: readonly TableDefinition[]): string[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const repeated = tables.filter((table) => byName.get(table.name) !== table)
  return [
    ...repeated.map((table) => `${table.name}: defined twice`),
    ...tables.flatMap((table) => tableFaults(table, byName).map((fault) => `${table.name}: ${fault}`)),
  ]
}

type Tables = ReadonlyMap<string, TableDefinition>

function tableFaults(table: TableDefinition, tables: Tables): string[] {
  const faults: string[] = []
  const expect = (holds: boolean, fault: string) => void (holds || faults.push(fault))
  const has = (column: string) => Object.hasOwn(table.columns, column)
  expect(/^[a-z][a-z0-9_]*$/.test(table.name), 'name is not snake_case')
  expect(table.area !== '' && table.about.trim() !== '', 'area or description is empty')
  expect(table.sources.length > 0, 'has no source')
  expect(table.key.length > 0, 'has no key')
  expect(table.needs.length > 0, 'names no permission')
  for (const column of table.key) expect(has(column), `key column ${column} does not exist`)
  for (const role of ['projectColumn', 'revision'] as const) {
    const column = table[role]
    expect(column === undefined || has(column), `${role} ${column} does not exist`)
  }
  for (const reference of table.references) {
    const target = tables.get(reference.table)
    expect(target !== undefined, `references unknown table ${reference.table}`)
    expect(
      reference.columns.length === reference.to.length,
      `reference to ${reference.table} pairs unequal columns`,
    )
    for (const column of reference.columns) expect(has(column), `reference column ${column} does not exist`)
    for (const column of reference.to) {
      expect(
        !target || Object.hasOwn(target.columns, column),
        `references unknown ${reference.table}.${column}`,
      )
    }
  }
  for (const source of table.sources) faults.push(...sourceFaults(source, table, tables))
  return [...faults, ...columnFaults(table), ...parentFaults(table, tables)]
}

function columnFaults(table: TableDefinition): string[] {
  return Object.entries(table.columns).flatMap(([name, column]) => {
    const faults: string[] = []
    if (!/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_]*$/u.test(name))
      faults.push(`column name ${name} is not snake_case`)
    if (Buffer.byteLength(name) > 63) faults.push(`column name ${name} is longer than 63 bytes`)
    if (column.about.trim() === '' || !column.about.endsWith('.'))
      faults.push(`column ${name} is not described`)
    if ('parent' in column.from && !table.parent)
      faults.push(`column ${name} comes from a parent that is not there`)
    return faults
  })
}

function parentFaults(table: TableDefinition, tables: Tables): string[] {
  const parent = table.parent
  if (!parent) return []
  const target = tables.get(parent.table)
  if (!target) return [`parent ${parent.table} is not a table`]
  const faults: string[] = []
  const expect = (holds: boolean, fault: string) => void (holds || faults.push(fault))
  const known = (column: string) => Object.hasOwn(target.columns, column)
  for (const [column, of] of Object.entries(parent.bind)) {
    expect(Object.hasOwn(table.columns, column), `bound column ${column} does not exist`)
    expect(known(of), `bound column ${parent.table}.${of} does not exist`)
  }
  expect(Object.hasOwn(parent.bind, parent.match), `match ${parent.match} is not bound`)
  for (const column of columnsOf(parent.where ?? everything)) {
    expect(known(column), `condition names unknown ${parent.table}.${column}`)
  }
  faults.push(...settledFaults(table, parent, known))
  for (const [name, column] of Object.entries(table.columns)) {
    if ('parent' in column.from)
      expect(known(column.from.parent), `column ${name} comes from an unknown parent column`)
  }
  const seen = new Set([table.name])
  for (let up: TableDefinition | undefined = target; up; up = up.parent && tables.get(up.parent.table)) {
    if (seen.has(up.name)) {
      faults.push(up.name === table.name ? 'is its own ancestor' : `has ancestors in a circle at ${up.name}`)
      break
    }
    seen.add(up.name)
  }
  return faults
}

function settledFaults(
  table: TableDefinition,
  { settled, match, bind, table: name }: Parent,
  known: (column: string) => boolean,
): string[] {
  if (!settled) return []
  const named = [...Object.keys(settled.when ?? {}), ...settled.mark]
  const faults = named
    .filter((column) => !known(column))
    .map((column) => `is settled by unknown ${name}.${column}`)
  const { from } = table.columns[match] ?? { from: [] }
  if (!('parent' in from) || from.parent !== bind[match]) faults.push(`${match} is not the parent's own`)
  for (const source of table.sources) {
    if (source.kind !== 'list' || !/\{\w+\}/.test(source.path) || lookupColumns(source).length > 0)
      faults.push('is settled by parents, and read in another way too')
    else if (settled.firstRow && source.paging.style === 'none')
      faults.push(`the first row of ${source.path} cannot be asked for alone`)
  }
  return faults
}

function sourceFaults(source: Source, table: TableDefinition, tables: Tables): string[] {
  const faults = source.doc.trim() === '' ? ['a source names no documentation page'] : []
  if (source.kind === 'list') return [...faults, ...listFaults(source, table, tables)]
  if (!table.parent) faults.push('work items need a parent')
  for (const [column, field] of Object.entries(source.fields)) {
    if (!Object.hasOwn(table.columns, column))
      faults.push(`WIQL field ${field.field} stands for unknown column ${column}`)
  }
  return faults
}

function listFaults(source: ListSource, table: TableDefinition, tables: Tables): string[] {
  const parent = table.parent && tables.get(table.parent.table)
  const named = [...source.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const own = [...source.path.matchAll(/\{=(\w+)\}/g)].map((match) => match[1]!)
  const faults = named
    .filter((name) => !parent || !Object.hasOwn(parent.columns, name))
    .map((name) => `path parameter {${name}} is not a column of the parent`)
  faults.push(
    ...own
      .filter((name) => !Object.hasOwn(table.columns, name))
      .map((name) => `path parameter {=${name}} is not a column`),
  )
  const around = Object.values(table.columns).some(({ from }) => 'around' in from)
  if (around && !source.rows?.each)
    faults.push(`columns come from around rows of ${source.path}, which stand in none`)
  if (!source.path.startsWith('/')) faults.push(`path ${source.path} does not start with /`)
  for (const { column } of source.parameters ?? []) {
    if (!Object.hasOwn(table.columns, column)) faults.push(`a parameter follows unknown column ${column}`)
  }
  return faults
}
