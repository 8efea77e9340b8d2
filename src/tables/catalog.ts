import { workItems } from './boards/work-items.js'
import { projects } from './core/projects.js'
import { teamMembers } from './core/team-members.js'
import { teams } from './core/teams.js'
import { customColumns } from './custom-columns.js'
import type { Source, TableDefinition } from './table-definition.js'

/** Every table, as defined: without the custom columns of an organization. Parents stand before their children. */
export const tables: readonly TableDefinition[] = [projects, teams, teamMembers, workItems]

/** The tables of one organization: those that hold work items get a column for each custom field (`wit/fields`). */
export function tablesWith(fields: readonly unknown[]): readonly TableDefinition[] {
  return tables.map((table) => (table.customFields ? withCustomFields(table, fields) : table))
}

function withCustomFields(table: TableDefinition, fields: readonly unknown[]): TableDefinition {
  const custom = customColumns(fields, Object.keys(table.columns))
  const grown = (source: Source): Source =>
    source.kind === 'work-items' ? { ...source, fields: { ...source.fields, ...custom.fields } } : source
  return Object.freeze({
    ...table,
    columns: { ...table.columns, ...custom.columns },
    sources: table.sources.map(grown),
  })
}
