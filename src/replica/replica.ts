import { resolve } from 'node:path'
import pg, { type Client, type ClientConfig } from 'pg'
import type { Events } from '../events/events.js'
import { everything, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { roleName } from './bookkeeping.js'
import { keepClientRole, type ClientRole } from './client-role.js'
import { compareIds, type ComparedRows, type IdDifference, type ListedIds } from './compare-ids.js'
import { coverageFingerprint, readCoverages, type Coverage } from './coverage.js'
import { databaseFault } from './database-fault.js'
import { connectionSchemas, defineSchema, dropSchema, setSearchPath } from './define-connection.js'
import { openEmbeddedServer } from './embedded/embedded-server.js'
import type { BoundParameters } from './explain-query.js'
import { createFetchRegister } from './fetch-register.js'
import { openGivenServer } from './given-server.js'
import { createKnownRelations, type KnownRelations } from './known-relations.js'
import { login, ownerOptions } from './login.js'
import { relationName } from './merge-rows.js'
import { createParameters, predicateSql, textForm } from './predicate-sql.js'
import { parentsRead, type ParentsNote, type ParentsRead } from './parents-read.js'
import { prepareDatabase } from './prepare-database.js'
import { namedRows } from './renamed-parents.js'
import type { BoundRows } from './bound-rows.js'
import { beginReconciliation, type Reconciliation } from './reconcile.js'
import { createServiceAnswers, type ServiceAnswers } from './service-answers.js'
export type { RelationKind, RelationKinds } from './known-relations.js'
export { serviceCallCode } from './service-functions.js'
import { createSessionScopes } from './session-scopes.js'
import { hasTemporary, holdsSnapshot, intervalMs, textOf } from './session-questions.js'
import { createShadow, shadowOptions, type Shadow } from './shadow.js'
import { builtInNames, userFunctions, userViews, type UserRoutine } from './user-routines.js'

export type {
  BoundParameters,
  BoundRows,
  Coverage,
  ParentsNote,
  ParentsRead,
  Reconciliation,
  Shadow,
  UserRoutine,
}

/** Connections for short work of azdo itself; none is held while a fetch waits for the service. */
const poolSize = 8

/** The PostgreSQL behind the gateway: the tables of every connection, and what is known of their rows. */
export interface Replica {
  /** Where the gateway connects client sessions to. */
  readonly host: string
  readonly port: number
  readonly database: string
  /** Clients log in with it. */
  readonly role: ClientRole
  /**
   * Makes a connection's schema as its definitions say, or changes it to be so; nothing happens when it is so already.
   * With a default project, confined sessions (see setConfined) read that project only, in tables that have a project
   * column. Rows held of another organization than the one named are dropped. `access` says what else decides which
   * rows the service shows (see coverageFingerprint). A changed column type empties the table; an added column is null in the rows held.
   * Errors: CONNECTION_NAME_INVALID, QUERY_FAILED (a user's view depends on a column that must change),
   * DATABASE_UNAVAILABLE.
   */
  defineConnection(
    name: string,
    tables: readonly TableDefinition[],
    defaultProject?: string,
    organization?: string,
    access?: string,
  ): Promise<void>
  /** Connections whose schemas are here, also those that another home or an earlier time has set up. */
  connections(): Promise<readonly string[]>
  /** Puts a connection's schema on the search path of new sessions; undefined: none. */
  setDefaultConnection(name: string | undefined): Promise<void>
  /** Drops a connection's schema, with the views that depend on it. */
  dropConnection(name: string): Promise<void>
  /**
   * Values of held rows that satisfy the predicate, ordered by key, in the text form that predicates use; null is null.
   */
  rows(
    connection: string,
    table: TableDefinition,
    columns: readonly string[],
    predicate: Predicate,
    limit?: number,
  ): Promise<unknown[][]>
  /** How many held rows satisfy the predicate. */
  count(connection: string, table: TableDefinition, predicate: Predicate): Promise<number>
  /**
   * Distinct values of some columns among the held rows that satisfy the predicate, but those with one of the ids (of a
   * table with one whole number for a key). At most `limit`.
   */
  distinct(
    connection: string,
    table: TableDefinition,
    columns: readonly string[],
    predicate: Predicate,
    options: { readonly limit: number; readonly without?: readonly number[] },
  ): Promise<(string | null)[][]>
  /** See compareIds. */
  compareIds(
    connection: string,
    table: TableDefinition,
    compared: ComparedRows,
    listed: ListedIds,
  ): Promise<IdDifference>
  /** What finished reads of a table established, the newest first. */
  coverages(connection: string, table: TableDefinition): Promise<readonly Coverage[]>
  /** What finished reads left of single parent rows of a table. */
  parentsRead(connection: string, table: TableDefinition): ParentsRead
  /** Begins to bring a table up to date; call it before the service is asked. */
  reconcile(connection: string, table: TableDefinition): Promise<Reconciliation>
  /** Opens a session that plans a client's statements. */
  openShadow(): Promise<Shadow>
  /** Functions and procedures that users have made. */
  userFunctions(): Promise<readonly UserRoutine[]>
  /** Whether any session has a temporary table or view of one of these names. */
  hasTemporary(names: readonly string[]): Promise<boolean>
  /** Views that users have made. */
  userViews(): Promise<readonly UserRoutine[]>
  readonly knownRelations: KnownRelations
  /** The names of PostgreSQL's own functions and operators, and of its types with `::` before them. */
  builtIn(): Promise<ReadonlySet<string>>
  readonly serviceAnswers: ServiceAnswers
  /** Whether the transaction that a backend runs has its snapshot already. */
  holdsSnapshot(backendPid: number): Promise<boolean>
  /** See textOf. */
  textOf(bytes: Buffer, encoding: string): Promise<string | undefined>
  /** The length of an interval, the value of a setting, ms. Errors: SETTING_INVALID, DATABASE_UNAVAILABLE. */
  intervalMs(setting: string, text: string): Promise<number>
  /** Whether a session (by its backend's process id) reads its connection's default project only; resolves when it holds. */
  setConfined(backendPid: number, confined: boolean): Promise<void>
  /** Ends all connections; the last process that uses the built-in server stops it. */
  close(): Promise<void>
}

/**
 * Opens the replica: the built-in PostgreSQL of the home, or the server of `databaseUrl` (PostgreSQL 14 or newer).
 * Errors: DATABASE_UNAVAILABLE, SETTING_INVALID, HOME_UNUSABLE, FILE_UNUSABLE.
 */
export async function openReplica(parts: {
  home: string
  databaseUrl?: string
  events: Events
}): Promise<Replica> {
  const home = resolve(parts.home)
  const { databaseUrl, events } = parts
  const server = databaseUrl
    ? await openGivenServer({ home, databaseUrl, events })
    : await openEmbeddedServer({ home, events })
  const owner: ClientConfig = { ...server.owner, database: server.database, options: ownerOptions }
  const role: ClientRole = { name: roleName, password: server.rolePassword }
  const prepare = async (): Promise<number> => {
    const version = await prepareDatabase(server)
    await keepClientRole(home, role)
    return version
  }
  const serverVersion = await prepare().catch(async (thrown: unknown) => {
    await server.close()
    throw thrown
  })
  const pool = new pg.Pool({ ...owner, max: poolSize, idleTimeoutMillis: 30_000 })
  pool.on('error', () => {})
  const openClient = (): Promise<Client> => login(owner)
  const register = createFetchRegister(openClient)
  const scopes = createSessionScopes(pool)
  const definitions = new Map<string, readonly TableDefinition[]>()
  const knownRelations = createKnownRelations(pool, openClient, () => new Set(definitions.keys()))
  const accesses = new Map<string, string>()
  let closed: Promise<void> | undefined

  const fingerprint = (connection: string, table: TableDefinition): string =>
    coverageFingerprint(table, accesses.get(connection) ?? '')

  const select = async (
    connection: string,
    table: TableDefinition,
    predicate: Predicate,
    list: string,
    tail: string,
  ): Promise<(string | null)[][]> => {
    const parameters = createParameters()
    const where = predicateSql(predicate, table, 't', parameters)
    const text = `SELECT ${list} FROM ${relationName(connection, table)} t WHERE ${where}${tail}`
    try {
      const result = await pool.query<(string | null)[]>({
        text,
        values: parameters.values,
        rowMode: 'array',
      })
      return result.rows
    } catch (thrown) {
      throw databaseFault(thrown, `reading ${connection}.${table.name}`)
    }
  }

  return {
    host: server.owner.host ?? '127.0.0.1',
    port: server.owner.port ?? 5432,
    database: server.database,
    role,
    async defineConnection(name, tables, defaultProject, organization, access = '') {
      await defineSchema(pool, { schema: name, tables, defaultProject, organization, serverVersion })
      definitions.set(name, tables)
      knownRelations.mayHaveChanged()
      accesses.set(name, access)
    },
    connections: () => connectionSchemas(pool),
    setDefaultConnection: (name) => setSearchPath(pool, server.database, name),
    async dropConnection(name) {
      await dropSchema(pool, name)
      definitions.delete(name)
    },
    async rows(connection, table, columns, predicate, limit) {
      const list = columns.map((name) => {
        const column = table.columns[name]
        if (!column) throw new TypeError(`table ${table.name} has no column ${name}`)
        return textForm(`t.${pg.escapeIdentifier(name)}`, column.type)
      })
      const order = ` ORDER BY ${table.key.map((name) => `t.${pg.escapeIdentifier(name)}`).join(', ')}`
      const tail = limit === undefined ? order : `${order} LIMIT ${Math.max(0, Math.trunc(limit))}`
      return select(connection, table, predicate, list.join(', '), tail)
    },
    async count(connection, table, predicate = everything) {
      const rows = await select(connection, table, predicate, 'count(*)::text', '')
      return Number(rows[0]![0])
    },
    async distinct(connection, table, columns, predicate, { limit, without = [] }) {
      const list = columns.map((name) =>
        textForm(`t.${pg.escapeIdentifier(name)}`, table.columns[name]!.type),
      )
      const others =
        without.length === 0
          ? ''
          : ` AND t.${pg.escapeIdentifier(table.key[0]!)} <> ALL ('{${without.map(Number).join(',')}}'::integer[])`
      return select(connection, table, predicate, `DISTINCT ${list.join(', ')}`, `${others} LIMIT ${limit}`)
    },
    compareIds: (connection, table, compared, listed) =>
      compareIds(pool, connection, table, compared, listed),
    coverages: (connection, table) =>
      readCoverages(pool, relationName(connection, table), fingerprint(connection, table)),
    parentsRead: (connection, table) => parentsRead(pool, connection, table, fingerprint(connection, table)),
    reconcile: (connection, table) =>
      beginReconciliation({
        pool,
        register,
        openClient,
        schema: connection,
        table,
        fingerprint: fingerprint(connection, table),
        named: namedRows(connection, table, definitions.get(connection) ?? []),
      }),
    async openShadow() {
      const config = { ...owner, user: role.name, password: role.password, options: shadowOptions }
      try {
        return createShadow(await login(config))
      } catch (thrown) {
        throw databaseFault(thrown, 'opening a session for planning')
      }
    },
    serviceAnswers: createServiceAnswers(pool),
    userFunctions: () => userFunctions(pool),
    userViews: () => userViews(pool),
    knownRelations,
    builtIn: () => builtInNames(pool),
    hasTemporary: (names) => hasTemporary(pool, names),
    holdsSnapshot: (backendPid) => holdsSnapshot(pool, backendPid),
    textOf: (bytes, encoding) => textOf(pool, bytes, encoding),
    intervalMs: (setting, text) => intervalMs(pool, setting, text),
    setConfined: (backendPid, confined) => scopes.setConfined(backendPid, confined),
    close: () =>
      (closed ??= (async () => {
        await register.close()
        await knownRelations.close()
        await pool.end()
        await server.close()
      })()),
  }
}
