import type { ScanPlan } from '../planner/fetch-plan.js'
import type { Reconciliation, Replica } from '../replica/replica.js'
import type { Row } from '../tables/table-definition.js'

/** Tells when a limited read may stop before the last page. */
export interface EnoughRows {
  add(rows: readonly Row[]): void
  /**
   * True when as many rows as the limit were read that satisfy the predicate, and the replica holds no others that do:
   * those may be out of date, and the statement could take one of them.
   */
  reached(): Promise<boolean>
}

export function createEnoughRows(
  { connection, table, predicate, limit = Infinity }: ScanPlan,
  reconciliation: Reconciliation,
  replica: Replica,
): EnoughRows {
  const columns = Object.keys(table.columns)
  const at = table.key.map((column) => columns.indexOf(column))
  const keys = new Set<string>()
  let possible = true
  return {
    add(rows) {
      if (limit !== Infinity && possible)
        for (const row of rows) keys.add(JSON.stringify(at.map((i) => row[i])))
    },
    async reached() {
      if (!possible || keys.size < limit) return false
      const failing = await reconciliation.failing(predicate, keys.size + 1)
      if (keys.size - failing.length < limit) return false
      const held = await replica.count(connection, table, predicate)
      possible = held <= keys.size && (await reconciliation.missing(predicate)).length === 0
      return possible
    },
  }
}
