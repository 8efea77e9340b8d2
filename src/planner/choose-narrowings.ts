import { conjuncts, type Predicate } from '../tables/predicate.js'
import { filteredColumns } from '../tables/filtered-columns.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { handedOn, namesOnly, waitsFor, type Need } from './need.js'
import type { ScanReading } from './read-scans.js'

/** How many more rows, as a power of ten, belong to a row that they are tied to. */
const margin = 0.4

/**
 * Decides which needs wait for the rows of others, whose values then narrow them: the bigger side of a tie for the
 * smaller one, as far as their filters tell. Nobody waits for himself.
 */
export function chooseNarrowings(scans: readonly ScanReading[], needs: readonly Need[]): void {
  const ties = scans.flatMap(({ joins }, i) =>
    joins.map((join) => ({ ...join, need: needs[i]!, source: needs[join.scan]! })),
  )
  const usable = ties.filter(({ need, source, column, of }) => {
    const types = [need.table.columns[column]?.type, source.table.columns[of]?.type]
    return (
      need !== source &&
      sameValues(types) &&
      filteredColumns(need.table).includes(column) &&
      !isHandedOn(need, source, column, of)
    )
  })
  // Rows named by their keys are the cheapest to get.
  const ofKeys = ({ need, column }: (typeof usable)[number]) => need.table.key.includes(column)
  const inOrder = [...usable.filter(ofKeys), ...usable.filter((tie) => !ofKeys(tie))]
  // A narrowed need narrows others in turn.
  for (let round = 0; round < Math.min(needs.length, 4); round++) {
    for (const { need, source, column, of } of inOrder) {
      const known = need.narrowedBy.some((one) => one.source === source && one.column === column)
      if (known || waitsFor(source, need) || !isNarrow(source)) continue
      if (weightOf(source) > weightOf(need)) continue
      need.narrowedBy = [...need.narrowedBy, { column, source, of }]
    }
  }
}

/** Types whose equal values have equal texts. */
function sameValues([a, b]: readonly (string | undefined)[]): boolean {
  const whole = (type: string | undefined) => type === 'integer' || type === 'bigint'
  if (a === undefined || a === 'jsonb' || a === 'text[]' || a === 'double precision') return false
  return a === b || (whole(a) && whole(b))
}

/** True when all that is known of a parent's rows has been handed on to its child as a predicate. */
function isHandedOn(need: Need, source: Need, column: string, of: string): boolean {
  const handed = handedOn(need.table, source.table, column, of)
  if (handed.size === 0) return false
  return (
    need.connection === source.connection &&
    source.narrowedBy.length === 0 &&
    namesOnly(source.predicate, handed)
  )
}

function isNarrow(need: Need): boolean {
  return need.narrowedBy.length > 0 || weightOf(need) < tableWeight(need.table)
}

/** How many rows are expected, as a power of ten. Rough: it only decides which side is read first. */
function weightOf(need: Need): number {
  const own = tableWeight(need.table) - selectivity(need.predicate, need.table)
  const limited = need.limit ? Math.log10(need.limit.rows + 1) : Infinity
  const narrowed = need.narrowedBy.map(({ source }) => weightOf(source) + margin)
  return Math.max(0, Math.min(own, limited, ...narrowed))
}

function tableWeight(table: TableDefinition): number {
  if (table.sources.some(({ kind }) => kind === 'work-items')) return 6
  return table.parent === undefined ? 2 : 4
}

/** By how many powers of ten a predicate makes rows fewer. */
function selectivity(predicate: Predicate, table: TableDefinition): number {
  if (predicate.kind === 'and') return predicate.of.reduce((sum, part) => sum + selectivity(part, table), 0)
  if (predicate.kind === 'or')
    return Math.max(0, Math.min(...predicate.of.map((part) => selectivity(part, table))) - 0.3)
  const single = table.key.length === 1 && table.key[0] === predicate.column
  const most = single ? 6 : 1.5
  switch (predicate.kind) {
    case 'compare':
      return predicate.op === '=' ? most : predicate.op === '<>' ? 0.1 : 0.5
    case 'in':
    case 'folded':
    case 'overlaps':
      return Math.max(0.1, most - Math.log10(predicate.values.length + 1))
    case 'like':
      return predicate.negated ? 0.1 : 1
    case 'contains':
      return 1
    default:
      return conjuncts(predicate).length * 0.3
  }
}
