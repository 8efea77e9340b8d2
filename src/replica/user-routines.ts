import type { Pool } from 'pg'
import { databaseFault } from './database-fault.js'

/** A function, procedure, aggregate or view that a user has made. */
export interface UserRoutine {
  readonly name: string
  /** `sql`, `plpgsql` … or `view`, `materialized view`. */
  readonly language: string
  /** Its source; of views, aggregates and functions with a stored tree, the names they use. */
  readonly body: string
  /** What its own setting `azdo.reads` says of the tables it reads; null: nothing. */
  readonly reads: string | null
  /** A set that the planner may have put into the statement in place of the call. */
  readonly mayBeInlined: boolean
  readonly ofTrigger: boolean
  /** Called without being named: by an operator, a cast, a default, a constraint. */
  readonly ofOther: boolean
  /** Runs in expressions that seem to be PostgreSQL's own: by a cast, or an operator or domain with a name of its own. */
  readonly inExpressions: boolean
}

/** Stands in the source of azdo's own functions. */
export const ownMark = '/* azdo-connector */'

/** The first object id that PostgreSQL gives to what users make (FirstNormalObjectId). */
const firstUserOid = 16_384

/** Functions of PostgreSQL itself that run a query given as text. */
const runners = '^(query|cursor|table|schema|database)_to_xml|^ts_stat$'

/**
 * The names that a stored tree uses, with blanks between. Not `pg_get_viewdef` and the like, which wait for the locks of
 * a transaction that changes what is used. Of PostgreSQL's own functions no dependencies are kept: those that run text
 * are looked for in the tree.
 */
const namesIn = (catalog: string, oid: string, tree: string): string => `coalesce((
    SELECT string_agg(u.name, ' ') FROM (
      SELECT quote_ident(n.nspname) || '.' || quote_ident(t.relname)
      FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.refclassid = 'pg_class'::regclass
      UNION
      SELECT quote_ident(f.proname) FROM pg_depend d JOIN pg_proc f ON f.oid = d.refobjid
      WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.refclassid = 'pg_proc'::regclass
      UNION
      SELECT f.proname FROM pg_proc f
      WHERE f.oid < ${firstUserOid} AND f.proname ~ '${runners}'
        AND strpos(${tree}::text, ':funcid ' || f.oid || ' ') > 0) AS u(name)), '')`

const functions = `
  SELECT p.proname AS name, CASE p.prokind WHEN 'a' THEN 'sql' ELSE l.lanname END AS language,
    CASE WHEN p.prosqlbody IS NULL AND p.prokind <> 'a' THEN p.prosrc ELSE ${namesIn('pg_proc', 'p.oid', 'p.prosqlbody')} END AS body,
    (SELECT substr(c, 12) FROM unnest(p.proconfig) c WHERE starts_with(c, 'azdo.reads=') LIMIT 1) AS reads,
    l.lanname = 'sql' AND p.proretset AS "mayBeInlined",
    EXISTS (SELECT FROM pg_trigger t WHERE t.tgfoid = p.oid) AS "ofTrigger",
    EXISTS (
      SELECT FROM pg_depend d
      WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid
        AND d.classid NOT IN ('pg_proc'::regclass, 'pg_rewrite'::regclass, 'pg_trigger'::regclass)) AS "ofOther",
    EXISTS (
      SELECT FROM pg_depend d
        LEFT JOIN pg_operator o ON d.classid = 'pg_operator'::regclass AND o.oid = d.objid
        LEFT JOIN pg_constraint c ON d.classid = 'pg_constraint'::regclass AND c.oid = d.objid
        LEFT JOIN pg_type t ON t.oid = c.contypid
      WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid AND (
        d.classid = 'pg_cast'::regclass
        OR o.oprname IN (SELECT oprname FROM pg_operator WHERE oid < ${firstUserOid})
        OR t.typname IN (SELECT typname FROM pg_type WHERE oid < ${firstUserOid}))) AS "inExpressions"
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
  WHERE p.oid >= ${firstUserOid} AND (p.prokind = 'a' OR l.lanname NOT IN ('c', 'internal'))
    AND p.pronamespace <> to_regnamespace('azdo') AND strpos(p.prosrc, '${ownMark}') = 0
    AND NOT EXISTS (
      SELECT FROM pg_depend d
      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')`

const views = `
  SELECT c.relname AS name, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END AS language, ${namesIn('pg_rewrite', 'r.oid', 'r.ev_action')} AS body,
    NULL AS reads, false AS "mayBeInlined", false AS "ofTrigger", false AS "ofOther",
    false AS "inExpressions"
  FROM pg_class c JOIN pg_rewrite r ON r.ev_class = c.oid AND r.ev_type = '1'
  WHERE c.oid >= ${firstUserOid} AND c.relkind IN ('v', 'm') AND c.relnamespace <> to_regnamespace('azdo')`

/** Functions and procedures of users, extensions' ones left out. Error: DATABASE_UNAVAILABLE. */
export function userFunctions(pool: Pool): Promise<readonly UserRoutine[]> {
  return routines(pool, functions)
}

/** Views and materialized views of users. Error: DATABASE_UNAVAILABLE. */
export function userViews(pool: Pool): Promise<readonly UserRoutine[]> {
  return routines(pool, views)
}

/**
 * The names of PostgreSQL's own functions and operators, and of its types with `::` before them. Error:
 * DATABASE_UNAVAILABLE.
 */
export async function builtInNames(pool: Pool): Promise<ReadonlySet<string>> {
  try {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT proname AS name FROM pg_proc WHERE oid < ${firstUserOid}
       UNION SELECT oprname FROM pg_operator WHERE oid < ${firstUserOid}
       UNION SELECT '::' || typname FROM pg_type WHERE oid < ${firstUserOid}`,
    )
    return new Set(rows.map(({ name }) => name))
  } catch (thrown) {
    throw databaseFault(thrown, "listing what is PostgreSQL's own")
  }
}

async function routines(pool: Pool, text: string): Promise<readonly UserRoutine[]> {
  try {
    return (await pool.query<UserRoutine>(text)).rows
  } catch (thrown) {
    throw databaseFault(thrown, 'listing the functions and views of users')
  }
}
