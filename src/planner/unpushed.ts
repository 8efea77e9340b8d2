import { columnsOf } from '../tables/predicate.js'
import { workItemSource } from '../tables/work-item-source.js'
import type { FetchPlan, ScanPlan } from './fetch-plan.js'
import { fillCondition } from './fill-condition.js'
import type { ExpressionValue } from './operand.js'
import type { Reading, ScanReading } from './read-scans.js'
import { isEverything } from './simplify.js'
import { wiqlConditions } from './wiql.js'

/** A condition of a statement that no request carries: PostgreSQL alone applies it. */
export interface UnpushedCondition {
  readonly connection: string
  readonly table: string
  /** As PostgreSQL writes it. */
  readonly condition: string
  readonly why: string
}

/**
 * The conditions of a statement's scans that the plan's requests do not carry.
 *
 * @param explained what `reading` was read from.
 */
export function unpushed(
  explained: unknown,
  reading: Reading,
  values: readonly ExpressionValue[],
  plan: FetchPlan,
): readonly UnpushedCondition[] {
  const filters = filtersOf(explained)
  const found = reading.scans.flatMap((scan) => {
    const { connection, table } = scan
    const requests = plan.scans.filter(
      (one) => one.connection === connection && one.table.name === table.name,
    )
    const texts = textsOf(scan, filters.get(`${scan.table.name} ${scan.alias}`))
    return scan.conditions.flatMap((condition, i): UnpushedCondition[] => {
      const { predicate } = fillCondition(condition, values, table)
      const columns = [...columnsOf(predicate)]
      const why = isEverything(predicate)
        ? 'no request can say it'
        : requests.some((one) => carries(one, columns))
          ? undefined
          : `Azure DevOps cannot filter by ${columns.join(', ')}`
      const text = texts[i]
      if (why === undefined || text === undefined) return []
      return [{ connection, table: table.name, condition: text, why }]
    })
  })
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

function carries({ table, predicate, request, limit }: ScanPlan, columns: readonly string[]): boolean {
  if (limit !== undefined || columns.some((column) => column in (table.parent?.bind ?? {}))) return true
  if (request.kind === 'work-items') {
    if (request.ids && columns.includes('id')) return true
    const { fields } = workItemSource(table)!
    const asked = wiqlConditions(predicate, fields).map(({ text }) => text)
    return columns.some((column) => asked.some((text) => text.includes(`[${fields[column]?.field}]`)))
  }
  const { source, query, values = {} } = request
  return columns.some(
    (column) =>
      column in values ||
      source.parameters?.some((parameter) => parameter.column === column && parameter.parameter in query),
  )
}

/** The text of each condition of a scan's filter, without that of row level security. */
function textsOf({ conditions }: ScanReading, filter: string | undefined): readonly string[] {
  if (filter === undefined) return []
  const texts = conjunctTexts(filter).filter((text) => !isRowSecurity(text))
  return texts.length <= conditions.length ? texts : [filter]
}

/** The filters of the scans in a plan, by table and alias. */
function filtersOf(explained: unknown, found = new Map<string, string>()): ReadonlyMap<string, string> {
  if (explained === null || typeof explained !== 'object') return found
  const { 'Relation Name': table, Alias: alias, Filter: filter } = explained as Record<string, unknown>
  if (typeof table === 'string' && typeof filter === 'string') found.set(`${table} ${String(alias)}`, filter)
  for (const inner of Object.values(explained)) filtersOf(inner, found)
  return found
}

function isRowSecurity(text: string): boolean {
  return /^\(\(NOT \(?(?:InitPlan|\$\d)/.test(text)
}

/** The parts that AND joins at the top of a condition as EXPLAIN writes it: `((a = 1) AND (b = 2))`. */
export function conjunctTexts(filter: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let from = 1
  for (let i = 0; i < filter.length; i++) {
    const character = filter[i]!
    if (character === "'" || character === '"') {
      do i = filter.indexOf(character, i + 1)
      while (i >= 0 && filter[i + 1] === character && ++i)
      if (i < 0) return [filter]
    } else if (character === '(') depth++
    else if (character === ')') {
      // A condition that does not stand in one pair of parentheses is a single one.
      if (--depth === 0 && i < filter.length - 1) return [filter]
    } else if (depth === 1 && filter.startsWith(' AND ', i)) {
      parts.push(filter.slice(from, i))
      from = i + ' AND '.length
      i = from - 1
    } else if (depth === 0) return [filter]
  }
  return parts.length === 0 ? [filter] : [...parts, filter.slice(from, -1)]
}
