import type { TableDefinition, WorkItemSource } from './table-definition.js'

/** How a table's rows are read as work items; undefined for tables of other things. */
export function workItemSource({ sources }: TableDefinition): WorkItemSource | undefined {
  return sources.find((source) => source.kind === 'work-items')
}
