import pg, { type ClientBase, type Pool } from 'pg'
import { AzdoError } from '../errors/azdo-error.js'
import { bookkeepingSchema, catalogLock } from './bookkeeping.js'
import { databaseFault, sqlState } from './database-fault.js'
import { inTransaction } from './in-transaction.js'
import { organizationComment, schemaChanges, type SchemaPlan } from './schema-changes.js'
import { defineServiceFunctions, dropWiqlFunction } from './service-functions.js'
import { readSchemaState } from './schema-state.js'

/** A view or the like depends on what is to be dropped (PostgreSQL manual, Appendix A). */
const dependentObjects = '2BP01'

/**
 * Makes or changes a connection's schema so that it is as planned; nothing is touched that is so already. Readers are
 * waited for at most two seconds at a time, so that others are not held up behind us.
 * Errors: CONNECTION_NAME_INVALID, QUERY_FAILED when a user's view stands in the way, DATABASE_UNAVAILABLE.
 */
export async function defineSchema(pool: Pool, plan: SchemaPlan): Promise<void> {
  checkName(plan.schema)
  await inTransaction(pool, async (client) => {
    await client.query(catalogLock)
    await client.query(`SET LOCAL lock_timeout = '2s'`)
    const changes = schemaChanges(plan, await readSchemaState(client, plan.schema))
    const items = `DROP TABLE ${pg.escapeIdentifier(plan.schema)}.${pg.escapeIdentifier('work_items')}`
    if (changes.some(({ sql }) => sql === items)) {
      const drop = client.query(dropWiqlFunction(plan.schema))
      await drop.catch((thrown: unknown) => inTheWay(thrown, plan))
    }
    for (const change of changes) {
      if (!change.mayStay) await client.query(change.sql).catch((thrown: unknown) => inTheWay(thrown, plan))
      else await dropUnlessUsed(client, change.sql)
    }
    const withWorkItems = plan.tables.some(({ name }) => name === 'work_items')
    await defineServiceFunctions(client, plan.schema, withWorkItems)
  }).catch((thrown: unknown) => {
    throw databaseFault(thrown, `defining the tables of ${plan.schema}`)
  })
}

/** Drops a connection's schema with all that depends on it, views of users included. Error: DATABASE_UNAVAILABLE. */
export async function dropSchema(pool: Pool, schema: string): Promise<void> {
  checkName(schema)
  await inTransaction(pool, async (client) => {
    await client.query(catalogLock)
    await client.query(`SET LOCAL lock_timeout = '2s'`)
    await client.query(`DROP SCHEMA IF EXISTS ${pg.escapeIdentifier(schema)} CASCADE`)
  }).catch((thrown: unknown) => {
    throw databaseFault(thrown, `dropping the tables of ${schema}`)
  })
}

/** The schemas that hold rows of an organization, by their comment. Error: DATABASE_UNAVAILABLE. */
export async function connectionSchemas(pool: Pool): Promise<readonly string[]> {
  try {
    const { rows } = await pool.query<{ nspname: string }>(
      `SELECT nspname FROM pg_namespace WHERE starts_with(obj_description(oid, 'pg_namespace'), $1)`,
      [organizationComment('')],
    )
    return rows.map(({ nspname }) => nspname)
  } catch (thrown) {
    throw databaseFault(thrown, 'listing the connections')
  }
}

/**
 * Puts a connection's schema first on the search path of the database's new sessions; undefined: PostgreSQL's own
 * default. Error: DATABASE_UNAVAILABLE.
 */
export async function setSearchPath(pool: Pool, database: string, schema: string | undefined): Promise<void> {
  const name = pg.escapeIdentifier(database)
  await inTransaction(pool, async (client) => {
    await client.query(catalogLock)
    await client.query(
      schema === undefined
        ? `ALTER DATABASE ${name} RESET search_path`
        : `ALTER DATABASE ${name} SET search_path = ${pg.escapeIdentifier(schema)}, public`,
    )
  }).catch((thrown: unknown) => {
    throw databaseFault(thrown, 'setting the default connection')
  })
}

async function dropUnlessUsed(client: ClientBase, sql: string): Promise<void> {
  await client.query('SAVEPOINT drop_unless_used')
  try {
    await client.query(sql)
  } catch (thrown) {
    if (sqlState(thrown) !== dependentObjects) throw thrown
    await client.query('ROLLBACK TO drop_unless_used')
  }
}

function inTheWay(thrown: unknown, plan: SchemaPlan): never {
  if (sqlState(thrown) !== dependentObjects) throw thrown
  const { message, detail } = thrown as pg.DatabaseError
  throw new AzdoError('QUERY_FAILED', `A table of ${plan.schema} cannot be changed: ${message}.`, {
    detail,
    hint: 'Drop the views that depend on it, and make them anew afterwards.',
    cause: thrown,
  })
}

/** Names that PostgreSQL or azdo itself use. */
function checkName(schema: string): void {
  if (
    schema !== '' &&
    ![bookkeepingSchema, 'public', 'information_schema'].includes(schema) &&
    !/^pg_/.test(schema)
  )
    return
  throw new AzdoError('CONNECTION_NAME_INVALID', `A connection cannot be named "${schema}".`, {
    hint: 'That name belongs to the database itself: take another one.',
  })
}
