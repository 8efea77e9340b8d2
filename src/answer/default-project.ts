import { AzdoError } from '../errors/azdo-error.js'
import { nearestName } from '../errors/nearest-name.js'
import type { FetchPlan } from '../planner/fetch-plan.js'
import type { Replica } from '../replica/replica.js'
import { everything } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import type { Connections } from './connections.js'

/**
 * Refuses a default project that does not exist, once a statement's rows are read: an empty answer would look like a
 * project without rows. Rows of the project prove that it exists; without any, `readProjects` is called for the
 * connection. Errors: SETTING_INVALID, DATABASE_UNAVAILABLE, and those of `readProjects`.
 */
export async function refuseUnknownProjects(
  plan: FetchPlan,
  replica: Replica,
  connections: Connections,
  readProjects: (connection: string) => Promise<void>,
): Promise<void> {
  for (const connection of new Set(plan.scans.map((scan) => scan.connection))) {
    const project = connections.defaultProject(connection)
    if (project === undefined) continue
    const tables = new Set(
      plan.scans.filter((scan) => scan.connection === connection).map(({ table }) => table),
    )
    const found = await Promise.all([...tables].map((table) => hasRows(replica, connection, table, project)))
    if (found.includes(true)) continue
    await readProjects(connection)
    const projects = connections.catalog.table(connection, 'projects')
    const known = await replica.rows(connection, projects, ['name'], everything)
    const names = known.map(([name]) => String(name))
    if (!names.includes(project)) throw unknownProject(connection, project, names)
  }
}

async function hasRows(
  replica: Replica,
  connection: string,
  table: TableDefinition,
  project: string,
): Promise<boolean> {
  const column = table.projectColumn
  if (column === undefined) return false
  const rows = await replica.rows(
    connection,
    table,
    [column],
    { kind: 'compare', column, op: '=', value: project },
    1,
  )
  return rows.length > 0
}

function unknownProject(connection: string, project: string, known: readonly string[]): AzdoError {
  const near = nearestName(project, known)
  const message = `The default project "${project}" of connection "${connection}" does not exist, or the identity may not see it.`
  return new AzdoError('SETTING_INVALID', message, {
    hint: `${near === undefined ? '' : `Did you mean "${near}"? `}Set it right: azdo connection edit ${connection} --set Project=NAME`,
  })
}
