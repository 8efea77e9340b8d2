import type { FieldValue } from '../../data/field-value.js'
import type { QueryField } from './query-scope.js'
import type { Snapshot } from './snapshot.js'

export interface SortField {
  field: QueryField
  descending: boolean
}

type Key = string | number | undefined

/** Sorts items by several fields: empty first, texts and names without regard to case, ties by id. */
export function inOrder(
  snapshot: Snapshot,
  sorting: readonly SortField[],
  indexes: readonly number[],
): number[] {
  const [first] = sorting
  const ascending = [...indexes].sort((a, b) => a - b)
  if (!first || ascending.length < 2) return ascending
  // Ids are unique and grow with the index: nothing that follows could matter.
  if (first.field.key === 'system.id') return first.descending ? ascending.reverse() : ascending
  const columns = sorting.map(({ field, descending }) => ({
    keys: keysOf(snapshot, field, ascending),
    direction: descending ? -1 : 1,
  }))
  const places = ascending.map((_, place) => place)
  places.sort((a, b) => {
    for (const { keys, direction } of columns) {
      const result = compare(keys[a], keys[b])
      if (result !== 0) return direction * result
    }
    return a - b
  })
  return places.map((place) => ascending[place] as number)
}

function compare(left: Key, right: Key): number {
  if (left === right) return 0
  if (left === undefined) return -1
  if (right === undefined) return 1
  return left < right ? -1 : 1
}

function keysOf(snapshot: Snapshot, field: QueryField, indexes: readonly number[]): Key[] {
  const { column, key } = field
  if (column.kind !== 'coded') return indexes.map((index) => sortKey(snapshot.value(key, index)))
  const known = new Map<number, Key>()
  return indexes.map((index) => {
    if (!snapshot.inColumns(index)) return sortKey(snapshot.value(key, index))
    const code = column.codes[index] as number
    if (!known.has(code)) known.set(code, sortKey(column.values[code]))
    return known.get(code)
  })
}

function sortKey(value: FieldValue | undefined): Key {
  if (value === undefined || typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  return (typeof value === 'object' ? value.displayName : value).toLowerCase()
}
