import { coverageBookkeeping } from './coverage.js'
import { parentsReadBookkeeping } from './parents-read.js'

/** The role that clients log in with. */
export const roleName = 'azdo'

/** The schema of azdo's own tables and functions. No connection may have its name. */
export const bookkeepingSchema = 'azdo'

/** First key of our two-part advisory locks; the letters `azdo`. */
export const lockSpace = 0x617a646f

/** Lock that serializes changes of schemas, roles and settings of the database. */
export const catalogLock = `SELECT pg_advisory_xact_lock(${lockSpace}, 0)`

/** High 16 bits of the one-part advisory lock that marks a fetch in flight; the letters `AZ`. */
const fetchLockTag = 0x415a

/**
 * Makes the bookkeeping, or brings it up to date; each statement may run again and again.
 *
 * Sessions: `session_scopes` holds the backends that are confined to the default project now. The start time is part
 * of it, so a later backend with the same process id is not taken for the earlier one.
 *
 * Fetches: each gets a number when it starts and holds an advisory lock of that number until it ends, so one whose
 * process died is not in flight any more. `settled` holds what finished fetches know, and which rows others have merged
 * so far, for those that started earlier and are still in flight: these have read older data and may not put it over the
 * newer. What no fetch in flight can need is forgotten when a fetch ends.
 *
 * Merges: one writer of a table at a time. `begin_merge` locks the table; only then does it look at what later fetches
 * have settled, so that none is overlooked (each statement of a volatile function sees what is committed when it starts).
 */
export const bookkeeping: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS azdo`,
  `GRANT USAGE ON SCHEMA azdo TO azdo`,
  `CREATE UNLOGGED TABLE IF NOT EXISTS azdo.session_scopes (
     pid integer PRIMARY KEY, backend_start timestamptz NOT NULL)`,
  `CREATE OR REPLACE FUNCTION azdo.confined() RETURNS boolean
     LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
     AS $$ SELECT EXISTS (
       SELECT FROM azdo.session_scopes s
       WHERE s.pid = pg_backend_pid()
         AND s.backend_start = (SELECT a.backend_start FROM pg_stat_get_activity(pg_backend_pid()) a)) $$`,
  `COMMENT ON FUNCTION azdo.confined() IS
     'Whether the running statement reads the default project only, because it names no project.'`,
  `CREATE SEQUENCE IF NOT EXISTS azdo.fetch_number`,
  `CREATE OR REPLACE FUNCTION azdo.begin_fetch(OUT started bigint, OUT snapshot text)
     LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
     AS $$ BEGIN
       started := nextval('azdo.fetch_number');
       PERFORM pg_advisory_lock((${fetchLockTag}::bigint << 48) | started);
       snapshot := pg_current_snapshot()::text;
     END $$`,
  `CREATE OR REPLACE VIEW azdo.fetches_in_flight AS
     SELECT ((l.classid::bigint & 65535) << 32) | l.objid::bigint AS started
     FROM pg_catalog.pg_locks l
     WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
       AND (l.classid::bigint >> 16) = ${fetchLockTag}
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())`,
  `CREATE UNLOGGED TABLE IF NOT EXISTS azdo.settled (
     relation text NOT NULL, started bigint NOT NULL, selection jsonb NOT NULL)`,
  `CREATE OR REPLACE FUNCTION azdo.end_fetch(started bigint) RETURNS boolean
     LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
     AS $$ DECLARE held boolean := pg_advisory_unlock((${fetchLockTag}::bigint << 48) | started);
     BEGIN
       DELETE FROM azdo.settled WHERE ctid IN (
         SELECT s.ctid FROM azdo.settled s
         WHERE NOT EXISTS (SELECT FROM azdo.fetches_in_flight f WHERE f.started < s.started)
         FOR UPDATE SKIP LOCKED);
       RETURN held;
     END $$`,
  `CREATE OR REPLACE FUNCTION azdo.begin_merge(
       relation text, started bigint, OUT settled_later jsonb, OUT earlier_in_flight boolean)
     LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
     AS $$ BEGIN
       PERFORM pg_current_xact_id();
       PERFORM pg_advisory_xact_lock(${lockSpace}, hashtext(begin_merge.relation) | 1);
       settled_later := (
         SELECT coalesce(jsonb_agg(s.selection), '[]') FROM azdo.settled s
         WHERE s.relation = begin_merge.relation AND s.started > begin_merge.started);
       earlier_in_flight := EXISTS (
         SELECT FROM azdo.fetches_in_flight f WHERE f.started < begin_merge.started);
     END $$`,
  `CREATE OR REPLACE FUNCTION azdo.written_after(xmin xid, snapshot pg_snapshot) RETURNS boolean
     LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
     AS $$ SELECT NOT pg_visible_in_snapshot(
       greatest(pg_current_xact_id()::text::bigint - age(xmin), 3)::text::xid8, snapshot) $$`,
  ...coverageBookkeeping,
  ...parentsReadBookkeeping,
]
