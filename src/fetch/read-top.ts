import { AzdoError } from '../errors/azdo-error.js'
import type { ScanOrder, WiqlCondition } from '../planner/fetch-plan.js'
import { wiqlConditions } from '../planner/wiql.js'
import type { Reconciliation } from '../replica/replica.js'
import { and, or, type Predicate } from '../tables/predicate.js'
import { workItemSource } from '../tables/work-item-source.js'
import type { ParentFinder } from './parent-finder.js'
import { idsPerQuery, queryIds } from './query-ids.js'
import { batchCount, readItems, type ItemReading } from './read-items.js'

/**
 * Reads the rows with the least or greatest values of a column: as many as the limit, and, unless the key decides
 * between them, all that tie with the last of these, so that it does not matter what else the statement orders by. The service names the first; what lies at or
 * before the last of these is then all asked for, and what the replica holds there is verified. Returns false, with
 * nothing changed for the worse, when there are too few rows for that.
 */
export async function readTop(
  reading: ItemReading,
  finder: ParentFinder,
  conditions: readonly WiqlCondition[],
  limit: number,
  order: ScanOrder,
): Promise<boolean> {
  const { scan, parts, trace } = reading
  const client = parts.client(scan.connection)
  const asked = [...conditions, ...(order.hasValue ? [order.hasValue] : [])]
  const idsOf = async (query: { conditions: readonly WiqlCondition[]; limit?: number; orderBy?: string }) => {
    const ids: number[] = []
    const pages = queryIds(client, { ...query, signal: parts.signal, meter: trace })
    for await (const page of pages) ids.push(...page.ids)
    return ids
  }
  const keys = [order, ...(order.key ? [order.key] : [])]
  const orderBy = keys.map(({ field, descending }) => `[${field}]${descending ? ' DESC' : ''}`).join(', ')
  for (let top = limit; top <= idsPerQuery; top *= 4) {
    // A field that not every organization has cannot be ordered by everywhere.
    const first = await idsOf({ conditions: asked, limit: top, orderBy }).catch((thrown: unknown) => {
      if (thrown instanceof AzdoError && thrown.code === 'SERVICE_REFUSED') return []
      throw thrown
    })
    if (first.length < top) return false
    const reconciliation = await parts.replica.reconcile(scan.connection, scan.table)
    try {
      parts.budget.expect(scan.table.name, batchCount(first.length))
      const seen = new Set<number>()
      const worst = watching(reconciliation, reading, order)
      await readItems(reading, finder, worst.into, first, first.length, (id) => seen.add(id))
      const bound = worst.bound()
      if (!bound) {
        await reconciliation.abort()
        return false
      }
      const within = and(scan.predicate, bound)
      const rest = await idsOf({ conditions: [...asked, ...wiqlBound(reading, bound)] })
      const more = rest.filter((id) => !seen.has(id))
      await readItems(reading, finder, reconciliation, more, first.length + more.length, (id) => seen.add(id))
      const held = (await reconciliation.missing(within)).map(([id]) => Number(id))
      const gone = new Set(held)
      await readItems(reading, finder, reconciliation, held, seen.size + held.length, (id) => gone.delete(id))
      await reconciliation.commit([...gone].map((id) => [id]))
      if ((await parts.replica.count(scan.connection, scan.table, within)) >= limit) return true
    } catch (thrown) {
      await reconciliation.abort()
      throw thrown
    }
  }
  return false
}

function wiqlBound({ scan }: ItemReading, bound: Predicate): readonly WiqlCondition[] {
  return wiqlConditions(bound, workItemSource(scan.table)?.fields ?? {})
}

/** A reconciliation that notes the last row, in the order, of those written; no bound where one has no value. */
function watching(into: Reconciliation, { scan }: ItemReading, order: ScanOrder) {
  const columns = Object.keys(scan.table.columns)
  const keys = [order, ...(order.key ? [order.key] : [])]
  const at = keys.map(({ column }) => columns.indexOf(column))
  let last: readonly (string | number)[] | undefined
  let empty = false
  const isLater = (values: readonly (string | number)[]): boolean => {
    const i = values.findIndex((value, k) => value !== last![k])
    return i >= 0 && values[i]! > last![i]! !== keys[i]!.descending
  }
  return {
    into: {
      write(rows: Parameters<Reconciliation['write']>[0]) {
        for (const row of rows) {
          const values = at.map((i) => row[i])
          if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) empty = true
          else if (last === undefined || isLater(values)) last = values
        }
        return into.write(rows)
      },
    },
    /** True of the rows that do not come behind the last one. */
    bound(): Predicate | undefined {
      if (last === undefined || empty) return undefined
      const [value, key] = last.map(String)
      const compare = (i: number, beside: '=' | '', than: string): Predicate => {
        const { column, descending } = keys[i]!
        return { kind: 'compare', column, op: `${descending ? '>' : '<'}${beside}`, value: than }
      }
      if (key === undefined) return compare(0, '=', value!)
      const ties = and(
        { kind: 'compare', column: order.column, op: '=', value: value! },
        compare(1, '=', key),
      )
      return or(compare(0, '', value!), ties)
    },
  }
}
