import type { TableDefinition } from '../tables/table-definition.js'
import { asksConfined } from './filter-parts.js'
import type { PlacedNode } from './plan-path.js'
import { columnNamed } from './read-limit.js'

/**
 * Whether a plan does nothing but count the rows of one scan that pass its filter: `count(*)`, or `count` of a key, which
 * is never null.
 */
export function isCount({ node, above }: PlacedNode, table: TableDefinition): boolean {
  const [root, ...between] = above
  if (node['Node Type'] !== 'Seq Scan' || root?.['Node Type'] !== 'Aggregate' || between.length > 0)
    return false
  const others = [...(root.Plans ?? []), ...(node.Plans ?? [])].filter((one) => one !== node)
  const output = root['Output']
  const plain = root['Strategy'] === 'Plain' && root['Filter'] === undefined && others.every(asksConfined)
  if (!plain || !Array.isArray(output) || output.length !== 1) return false
  const [, counted] = /^count\((.*)\)$/.exec(String(output[0])) ?? []
  const column = columnNamed(counted, table)
  return counted === '*' || (column !== undefined && table.key.includes(column))
}
