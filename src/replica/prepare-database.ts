import pg, { type Client } from 'pg'
import { AzdoError } from '../errors/azdo-error.js'
import { bookkeeping, catalogLock, roleName } from './bookkeeping.js'
import { databaseFault, sqlState } from './database-fault.js'
import type { DatabaseServer } from './database-server.js'
import { schemaChangeBookkeeping } from './known-relations.js'
import { login, ownerOptions } from './login.js'
import { serviceCallBookkeeping } from './service-functions.js'
import { dropAbandonedSql } from './staged-tables.js'
import { scramVerifier } from './scram-verifier.js'

/** The oldest PostgreSQL that will do, as server_version_num counts. */
const oldestVersion = 140_000

/**
 * Makes the replica's database, the client role and the bookkeeping where they are absent. Several processes may do
 * it at once. Returns server_version_num (`180004`). Error: DATABASE_UNAVAILABLE.
 */
export async function prepareDatabase(server: DatabaseServer): Promise<number> {
  const { owner, database, maintenanceDatabase } = server
  try {
    if (database !== maintenanceDatabase) {
      await connected({ ...owner, database: maintenanceDatabase, options: ownerOptions }, (client) =>
        makeDatabase(client, database),
      )
    }
    return await connected({ ...owner, database, options: ownerOptions }, async (client) => {
      const version = await serverVersion(client)
      await client.query('BEGIN')
      await client.query(catalogLock)
      await makeRole(client, server)
      await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${pg.escapeIdentifier(database)} TO azdo`)
      await openPublicSchema(client)
      for (const statement of [...bookkeeping, ...serviceCallBookkeeping]) await client.query(statement)
      await client.query(dropAbandonedSql)
      await openSettings(client, version)
      await tellSchemaChanges(client)
      await client.query(
        `DELETE FROM azdo.session_scopes s WHERE NOT EXISTS (
           SELECT FROM pg_stat_get_activity(s.pid) a WHERE a.backend_start = s.backend_start)`,
      )
      await client.query(
        `DELETE FROM azdo.service_answers s WHERE NOT EXISTS (SELECT FROM pg_stat_get_activity(s.pid))`,
      )
      await client.query('COMMIT')
      return version
    })
  } catch (thrown) {
    if (thrown instanceof AzdoError) throw thrown
    const where = `${String(owner.host)}:${String(owner.port)}`
    const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
    if (sqlState(thrown)?.startsWith('42')) {
      throw new AzdoError(
        'DATABASE_UNAVAILABLE',
        `PostgreSQL at ${where} does not let azdo set up its database: ${message}.`,
        {
          hint: 'Give that user CREATEDB and CREATEROLE, or name a database it owns in the URL.',
          cause: thrown,
        },
      )
    }
    throw new AzdoError('DATABASE_UNAVAILABLE', `PostgreSQL at ${where} cannot be used: ${message}.`, {
      hint: 'Check that the server runs, and the host, port, user, password and database of its URL.',
      cause: thrown,
    })
  }
}

async function connected<T>(config: pg.ClientConfig, run: (client: Client) => Promise<T>): Promise<T> {
  const client = await login(config)
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}

async function serverVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ version: number; text: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS text`,
  )
  const { version, text } = rows[0]!
  if (version >= oldestVersion) return version
  throw new AzdoError('DATABASE_UNAVAILABLE', `That server is PostgreSQL ${text}, which is too old.`, {
    hint: 'Use PostgreSQL 14 or newer, or leave out --database-url to use the built-in one.',
  })
}

async function makeDatabase(client: Client, database: string): Promise<void> {
  const version = await serverVersion(client)
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database])
  if (rowCount !== 0) return
  // The same order of texts on every machine, where the server can give it.
  const locale = version >= 170_000 ? ` LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'` : ''
  try {
    await client.query(
      `CREATE DATABASE ${pg.escapeIdentifier(database)} TEMPLATE template0 ENCODING 'UTF8'${locale}`,
    )
  } catch (thrown) {
    // Another process was faster: 42P04 duplicate database, 23505 in the same instant.
    if (!['42P04', '23505'].includes(sqlState(thrown) ?? '')) throw thrown
  }
}

/** Makes the client role, and gives it the password unless it has it already. */
async function makeRole(client: Client, server: DatabaseServer): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [roleName])
  if (rowCount === 0) {
    await client.query(
      `CREATE ROLE ${roleName} LOGIN NOINHERIT PASSWORD '${scramVerifier(server.rolePassword)}'`,
    )
    await client.query(`COMMENT ON ROLE ${roleName} IS 'Clients of azdo-connector log in with this role.'`)
  } else if (!(await roleLogsIn(server))) {
    await client.query(`ALTER ROLE ${roleName} LOGIN PASSWORD '${scramVerifier(server.rolePassword)}'`)
  }
  // An owner that is no superuser sees the start time of the role's sessions only as a member of it.
  const { rows } = await client.query<{ member: boolean }>(
    `SELECT pg_has_role(current_user, $1, 'USAGE') AS member`,
    [roleName],
  )
  if (!rows[0]!.member) await client.query(`GRANT ${roleName} TO CURRENT_USER`)
}

async function roleLogsIn(server: DatabaseServer): Promise<boolean> {
  const config = { ...server.owner, user: roleName, password: server.rolePassword }
  try {
    await connected({ ...config, database: server.maintenanceDatabase }, async () => {})
    return true
  } catch (thrown) {
    if (['28P01', '28000'].includes(sqlState(thrown) ?? '')) return false
    throw databaseFault(thrown, 'logging in as the client role')
  }
}

/** Clients may set these for their role and for functions, which PostgreSQL allows for settings it knows only. */
async function openSettings(client: Client, version: number): Promise<void> {
  if (version < 150_000) return
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($2::text[]) name
     WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
       AND NOT has_parameter_privilege($1, name, 'SET')`,
    [roleName, ['azdo.max_staleness', 'azdo.max_requests', 'azdo.reads']],
  )
  for (const { name } of rows) await client.query(`GRANT SET ON PARAMETER ${name} TO ${roleName}`)
}

/** Lets PostgreSQL tell changes of the schema, where the owner may: without it statements are slower, not wrong. */
async function tellSchemaChanges(client: Client): Promise<void> {
  await client.query('SAVEPOINT schema_changes')
  try {
    for (const statement of schemaChangeBookkeeping) await client.query(statement)
  } catch (thrown) {
    // 42501: not a superuser.
    if (sqlState(thrown) !== '42501') throw thrown
    await client.query('ROLLBACK TO schema_changes')
  }
}

/** Clients may keep views of their own in the schema public. */
async function openPublicSchema(client: Client): Promise<void> {
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT to_regnamespace('public') IS NULL
       OR has_schema_privilege($1, 'public', 'CREATE') AND has_schema_privilege($1, 'public', 'USAGE') AS may`,
    [roleName],
  )
  if (!rows[0]!.may) await client.query(`GRANT CREATE, USAGE ON SCHEMA public TO ${roleName}`)
}
