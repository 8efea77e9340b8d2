import type { Node } from 'libpg-query'
import type { ColumnType, TableDefinition } from '../tables/table-definition.js'
import { plainTypeName, qualifiedColumn } from './syntax.js'

/** The scan whose filter is read. */
export interface Scanned {
  readonly table: TableDefinition
  readonly alias: string
}

export interface FoundColumn {
  readonly name: string
  readonly type: ColumnType
}

/** Casts that change no value: from a type of column to one that holds all of it and compares alike. */
const sameValue: Readonly<Partial<Record<ColumnType, readonly string[]>>> = {
  text: ['text', 'varchar'],
  integer: ['int8'],
}

/** A bare column of the scan, or one cast to a type that compares alike. */
export function columnOf(node: Node | undefined, scan: Scanned): FoundColumn | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) {
    const type = plainTypeName(node.TypeCast.typeName)
    const inner = columnOf(node.TypeCast.arg, scan)
    return inner && type !== undefined && sameValue[inner.type]?.includes(type) ? inner : undefined
  }
  const reference = 'ColumnRef' in node ? qualifiedColumn(node.ColumnRef) : undefined
  if (reference?.alias !== scan.alias || !Object.hasOwn(scan.table.columns, reference.column))
    return undefined
  return { name: reference.column, type: scan.table.columns[reference.column]!.type }
}
