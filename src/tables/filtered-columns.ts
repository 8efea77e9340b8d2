import type { ListSource, TableDefinition } from './table-definition.js'

/** Columns whose values stand in the path of a list: `{=name}`. */
export function lookupColumns(source: ListSource): readonly string[] {
  return [...source.path.matchAll(/\{=(\w+)\}/g)].map(([, column]) => column!)
}

/** Columns whose conditions make the service return less, in the order of the sources. */
export function filteredColumns(table: TableDefinition): readonly string[] {
  const own = table.sources.flatMap((source) =>
    source.kind === 'work-items'
      ? Object.keys(source.fields)
      : [...lookupColumns(source), ...(source.parameters ?? []).map(({ column }) => column)],
  )
  return [...new Set([...own, ...Object.keys(table.parent?.bind ?? {})])]
}
