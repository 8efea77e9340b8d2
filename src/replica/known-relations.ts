import type { Client, Pool } from 'pg'
import { organizationComment } from './schema-changes.js'
import { userFunctions } from './user-routines.js'

/**
 * What all relations of a name are, whatever their schema: plain tables that hold nothing but their own rows; tables of
 * connections; or something else, a view, a table with rules, triggers, row security, partitions and so on.
 */
export type RelationKind = 'plain' | 'service' | 'other'

/** What the database holds, as far as it tells which statements can read tables of connections. */
export interface RelationKinds {
  readonly relations: ReadonlyMap<string, RelationKind>
  /** Names of users' functions. */
  readonly functions: ReadonlySet<string>
  /** Whether some of them run without being named: by triggers, operators, defaults. */
  readonly runUnnamed: boolean
  /** Whether some of them do so where nothing is read or written: see UserRoutine.inExpressions. */
  readonly runInExpressions: boolean
}

/** Keeps what relations there are. Changes made elsewhere are told by PostgreSQL as they are committed. */
export interface KnownRelations {
  /** Undefined while it is not known: finding out begins then, and the next calls may know. Never waits. */
  current(): RelationKinds | undefined
  /** A transaction of this process has ended that may have changed something. */
  mayHaveChanged(): void
  close(): Promise<void>
}

const channel = 'azdo_schema_changed'
const triggers = { azdo_schema_changed: 'ddl_command_end', azdo_schema_dropped: 'sql_drop' }

/**
 * Makes what tells changes of the schema, where the owner may: event triggers belong to superusers. Temporary objects are
 * told by nobody: no other session sees them, and the gateway knows what its own have made. Nor are azdo's own, which
 * come and go with large reads.
 */
export const schemaChangeBookkeeping: readonly string[] = [
  `CREATE OR REPLACE FUNCTION azdo.tell_schema_change() RETURNS event_trigger
     LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
     AS $$ BEGIN
       IF tg_event = 'sql_drop' THEN
         IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects() d
           WHERE NOT d.is_temporary AND d.schema_name IS DISTINCT FROM 'azdo' AND d.schema_name IS DISTINCT FROM 'pg_toast') THEN
           PERFORM pg_notify('${channel}', '');
         END IF;
       ELSIF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() c
           WHERE c.schema_name IS DISTINCT FROM 'pg_temp' AND c.schema_name IS DISTINCT FROM 'azdo') THEN
         PERFORM pg_notify('${channel}', '');
       END IF;
     END $$`,
  ...Object.entries(triggers).map(
    ([name, event]) => `DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtname = '${name}') THEN
        CREATE EVENT TRIGGER ${name} ON ${event} EXECUTE FUNCTION azdo.tell_schema_change();
      END IF;
      ALTER EVENT TRIGGER ${name} ENABLE ALWAYS;
    END $$`,
  ),
]

/** Of a database with more relations nothing is kept. */
const mostRelations = 20_000
/** After a failure it is not tried again for so long, ms. */
const retryAfterMs = 10_000

/** A connection that is silent may be broken: it is asked so often, and not relied on for longer than that, ms. */
const askEveryMs = 5_000
const mostSilenceMs = 10_000

const kinds = `
  WITH found AS (
    SELECT c.relname,
      starts_with(obj_description(n.oid, 'pg_namespace'), $1) IS TRUE OR n.nspname = ANY ($2) AS of_connection,
      CASE WHEN n.nspname IN ('pg_catalog', 'information_schema')
        THEN c.oid < 16384
        ELSE c.relkind = 'r' AND NOT (c.relhasrules OR c.relrowsecurity OR c.relhassubclass)
          AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) END AS plain
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S'))
  SELECT relname AS name,
    CASE WHEN bool_and(of_connection) THEN 'service'
      WHEN bool_and(plain AND NOT of_connection) THEN 'plain' ELSE 'other' END AS kind
  FROM found GROUP BY relname LIMIT ${mostRelations + 1}`

/** @param connections names of the schemas that are known to be connections. */
export function createKnownRelations(
  pool: Pool,
  openClient: () => Promise<Client>,
  connections: () => Iterable<string>,
): KnownRelations {
  let known: RelationKinds | undefined
  let version = 0
  let loading: Promise<void> | undefined
  let listening: Client | undefined
  let failedAt = -Infinity
  let heardAt = -Infinity
  let closed = false

  const forget = (): void => {
    version++
    known = undefined
  }

  const listen = async (): Promise<Client> => {
    const client = await openClient()
    client.on('notification', forget)
    client.on('end', () => {
      listening = undefined
      forget()
    })
    try {
      await client.query(`LISTEN ${channel}`)
    } catch (thrown) {
      await client.end().catch(() => undefined)
      throw thrown
    }
    listening = client
    return client
  }

  const load = async (): Promise<void> => {
    const client = listening ?? (await listen())
    const before = version
    const { rows: telling } = await client.query(
      `SELECT FROM pg_event_trigger WHERE evtname = ANY ($1) AND evtenabled = 'A'`,
      [Object.keys(triggers)],
    )
    const { rows } = await client.query<{ name: string; kind: RelationKind }>(kinds, [
      organizationComment(''),
      [...connections()],
    ])
    const functions = await userFunctions(pool)
    heardAt = performance.now()
    const isUsable = telling.length === Object.keys(triggers).length && rows.length <= mostRelations
    if (!isUsable) failedAt = performance.now()
    else if (version === before && !closed) {
      known = {
        relations: new Map(rows.map(({ name, kind }) => [name, kind])),
        functions: new Set(functions.map(({ name }) => name)),
        runUnnamed: functions.some(({ ofOther, ofTrigger }) => ofOther || ofTrigger),
        runInExpressions: functions.some(({ inExpressions }) => inExpressions),
      }
    }
  }

  const ask = async (): Promise<void> => {
    await listening?.query('SELECT')
    heardAt = performance.now()
  }

  return {
    current() {
      const now = performance.now()
      if (now - heardAt > mostSilenceMs) known = undefined
      if (closed || loading || now - failedAt < retryAfterMs) return known
      if (known && now - heardAt < askEveryMs) return known
      loading = (known ? ask() : load())
        // Without it statements are planned as any other: slower, not wrong.
        .catch(() => {
          failedAt = performance.now()
          forget()
        })
        .finally(() => (loading = undefined))
      return known
    },
    mayHaveChanged() {
      // Then no statement is let through for its relations, so that what is known cannot be too old.
      if (!known?.runUnnamed) forget()
    },
    async close() {
      closed = true
      forget()
      await loading
      await listening?.end().catch(() => undefined)
    },
  }
}
