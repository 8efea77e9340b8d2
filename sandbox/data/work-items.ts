import type { FieldDefinition } from './fields.js'
import type { Person } from './people.js'
import { createFieldColumns, type FieldColumn } from './field-columns.js'
import type { FieldValue } from './field-value.js'
import type { WorkItemColumns } from './work-item-columns.js'

/** The work items of an organization, addressed by index (0 to count - 1, in the order of their ids). */
export interface WorkItems {
  /** All there ever were: generated, created, deleted and destroyed ones. */
  readonly count: number
  /** The compact columns of the generated ones, as generated. */
  readonly columns: WorkItemColumns
  /** A column for each field that items can hold, by reference name in lower case. */
  readonly fieldColumns: ReadonlyMap<string, FieldColumn>
  idAt(index: number): number
  /** The index of an id; undefined when there is no such item. */
  indexOf(id: number): number | undefined
  value(index: number, referenceName: string): FieldValue | undefined
  /** Indexes of the items whose parent this is, ascending. */
  childrenOf(index: number): number[]
}

/** Every tenth id is missing, as in an organization where items have been deleted for good. */
const idsPerGap = 9

export function idAt(index: number): number {
  return index + 1 + Math.floor(index / idsPerGap)
}

/** Gives the work items their fields; content is computed when read. */
export function createWorkItems(
  seed: number,
  columns: WorkItemColumns,
  fields: readonly FieldDefinition[],
  people: readonly Person[],
  projectNames: readonly string[],
): WorkItems {
  const fieldColumns = createFieldColumns({ seed, columns, fields, people, projectNames, idAt })
  let children: Map<number, number[]> | undefined
  return {
    count: columns.count,
    columns,
    fieldColumns,
    idAt,
    indexOf(id) {
      if (!Number.isInteger(id) || id < 1 || id % (idsPerGap + 1) === 0) return undefined
      const index = id - 1 - Math.floor(id / (idsPerGap + 1))
      return index < columns.count ? index : undefined
    },
    value(index, referenceName) {
      return readColumn(fieldColumns.get(referenceName.toLowerCase()), index)
    },
    childrenOf(index) {
      if (!children) {
        children = new Map()
        for (let child = 0; child < columns.count; child++) {
          const parent = columns.parent[child] as number
          if (parent < 0) continue
          const list = children.get(parent)
          if (list) list.push(child)
          else children.set(parent, [child])
        }
      }
      return children.get(index) ?? []
    },
  }
}

/** The value of one item in a column; undefined when the item has none. */
export function readColumn(column: FieldColumn | undefined, index: number): FieldValue | undefined {
  if (!column) return undefined
  if (column.kind === 'coded') return column.values[column.codes[index] as number]
  return column.read(index)
}
