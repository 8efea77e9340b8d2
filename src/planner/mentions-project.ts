import type { TableDefinition } from '../tables/table-definition.js'
import type { Catalog } from './catalog.js'
import { filterParts } from './filter-parts.js'
import type { PlacedNode } from './plan-path.js'
import { projectColumns } from './project-columns.js'
import { eachColumnReference, qualifiedColumn } from './syntax.js'

/** A scan of a table of a connection. */
interface KnownScan {
  readonly alias: string
  readonly connection: string
  readonly table: TableDefinition
}

/** True when a plan filters or joins on the project anywhere, but for row security. */
export function mentionsProject(
  nodes: readonly PlacedNode[],
  found: readonly KnownScan[],
  confined: ReadonlySet<string>,
  catalog: Catalog,
): boolean {
  const byAlias = new Map<unknown, ReadonlySet<string>>()
  for (const { node } of nodes) if ('Relation Name' in node) byAlias.set(node['Alias'], new Set())
  for (const scan of found) byAlias.set(scan.alias, projectColumns(scan.table, scan.connection, catalog))
  const names = new Set([...byAlias.values()].flatMap((columns) => [...columns]))
  let mentioned = false
  for (const { node } of nodes) {
    for (const [property, text] of Object.entries(node)) {
      if (!/(?:Filter|Cond)$/.test(property) || typeof text !== 'string') continue
      const parts = filterParts(text, confined)
      if (parts.includes(undefined) && [...names].some((name) => text.includes(name))) mentioned = true
      // Rows of a CTE or subquery have aliases that no scan has: there the column's name decides.
      eachColumnReference(parts, (reference) => {
        const column = qualifiedColumn(reference)
        if (column && (byAlias.get(column.alias) ?? names).has(column.column)) mentioned = true
      })
    }
  }
  return mentioned
}
