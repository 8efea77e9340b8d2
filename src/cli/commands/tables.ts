import type { Command } from 'commander'
import { AzdoError } from '../../errors/azdo-error.js'
import { nearestName } from '../../errors/nearest-name.js'
import { filteredColumns } from '../../tables/filtered-columns.js'
import type { TableDefinition } from '../../tables/table-definition.js'
import type { CommandContext } from '../command-context.js'
import { tableLines } from '../text-table.js'

/** `azdo tables`: what can be queried. */
export function addTablesCommand(program: Command, context: CommandContext): void {
  program
    .command('tables')
    .description('list the tables, or the columns of one table')
    .argument('[table]', 'a table')
    .option('-c, --connection <name>', 'include the custom columns known of this connection')
    .action(async (name: string | undefined, options: { readonly connection?: string }) => {
      const app = await context.app()
      const connection =
        options.connection === undefined ? undefined : (await app.profiles.get(options.connection)).name
      const tables = await app.tables(connection)
      const width = context.io.stdout.isTTY === true ? context.io.stdout.columns : undefined
      const lines =
        name === undefined ? listLines(tables, width) : tableDetailLines(findTable(tables, name), width)
      for (const line of lines) context.print(line)
    })
}

function listLines(tables: readonly TableDefinition[], width: number | undefined): string[] {
  return tableLines(
    ['table', 'area', 'about'],
    tables.map((table) => [table.name, table.area, table.about]),
    width,
  )
}

function tableDetailLines(table: TableDefinition, width: number | undefined): string[] {
  const columns = Object.entries(table.columns).map(([name, column]) => [name, column.type, column.about])
  return [
    `${table.name} (${table.area}): ${table.about}`,
    '',
    ...tableLines(['column', 'type', 'about'], columns, width),
    '',
    `key: ${table.key.join(', ')}`,
    ...table.references.map(
      (each) => `${each.columns.join(', ')} refers to ${each.table} (${each.to.join(', ')})`,
    ),
    `needs: ${table.needs.join(', ')}`,
    `filters sent to the service: ${filteredColumns(table).join(', ') || 'none; it is read whole'}`,
    ...(table.customFields === true ? ['custom fields of the organization become columns too'] : []),
    ...(table.notes ?? []),
  ]
}

function findTable(tables: readonly TableDefinition[], name: string): TableDefinition {
  const table = tables.find((each) => each.name === name.toLowerCase())
  if (table !== undefined) return table
  const names = tables.map((each) => each.name)
  const near = nearestName(name, names)
  throw new AzdoError('TABLE_UNKNOWN', `There is no table '${name}'.`, {
    hint:
      near === undefined
        ? 'List them with: azdo tables'
        : `Did you mean '${near}'? List them with: azdo tables`,
  })
}
