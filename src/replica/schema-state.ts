import type { ClientBase } from 'pg'

/** What a connection's schema holds now. */
export interface SchemaState {
  readonly exists: boolean
  /** Its comment: the address of the organization that its rows are of. */
  readonly about: string | null
  readonly tables: Readonly<Record<string, TableState>>
}

export interface TableState {
  readonly about: string | null
  /** By name. */
  readonly columns: Readonly<Record<string, ColumnState>>
  readonly key: readonly string[]
  readonly references: readonly ReferenceState[]
  /** The default project that the table's policy names; null without policy or when rows are not confined. */
  readonly defaultProject: string | null
}

export interface ColumnState {
  /** In PostgreSQL's words, except `timestamptz`. */
  readonly type: string
  readonly about: string | null
  /** Whether long values are kept as they are (STORAGE EXTERNAL). */
  readonly uncompressed: boolean
}

export interface ReferenceState {
  readonly name: string
  readonly columns: readonly string[]
  readonly table: string
  readonly to: readonly string[]
}

/** The policy of tables that the default project confines. Its comment is the project. */
export const policyName = 'azdo_default_project'

/** Reads the state of a schema. Throws what the driver threw. */
export async function readSchemaState(client: ClientBase, schema: string): Promise<SchemaState> {
  const { rows } = await client.query<{
    exists: boolean
    about: string | null
    tables: Record<string, TableState> | null
  }>(
    `SELECT to_regnamespace(quote_ident($1)) IS NOT NULL AS exists,
       obj_description(to_regnamespace(quote_ident($1)), 'pg_namespace') AS about,
       (SELECT json_object_agg(c.relname, json_build_object(
          'about', obj_description(c.oid, 'pg_class'),
          'columns', (
            SELECT json_object_agg(a.attname, json_build_object(
              'type', replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz'),
              'about', col_description(c.oid, a.attnum),
              'uncompressed', a.attstorage = 'e') ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
          'key', coalesce((
            SELECT json_agg(a.attname ORDER BY k.at)
            FROM pg_constraint p, unnest(p.conkey) WITH ORDINALITY k(attnum, at), pg_attribute a
            WHERE p.conrelid = c.oid AND p.contype = 'p' AND a.attrelid = c.oid AND a.attnum = k.attnum), '[]'),
          'references', coalesce((
            SELECT json_agg(json_build_object(
              'name', f.conname,
              'columns', (
                SELECT json_agg(a.attname ORDER BY k.at)
                FROM unnest(f.conkey) WITH ORDINALITY k(attnum, at), pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum = k.attnum),
              'table', r.relname,
              'to', (
                SELECT json_agg(a.attname ORDER BY k.at)
                FROM unnest(f.confkey) WITH ORDINALITY k(attnum, at), pg_attribute a
                WHERE a.attrelid = r.oid AND a.attnum = k.attnum)) ORDER BY f.conname)
            FROM pg_constraint f, pg_class r
            WHERE f.conrelid = c.oid AND f.contype = 'f' AND r.oid = f.confrelid), '[]'),
          'defaultProject', (
            SELECT obj_description(p.oid, 'pg_policy') FROM pg_policy p
            WHERE p.polrelid = c.oid AND p.polname = $2 AND c.relrowsecurity)))
        FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident($1)) AND c.relkind = 'r') AS tables`,
    [schema, policyName],
  )
  return { exists: rows[0]!.exists, about: rows[0]!.about, tables: rows[0]!.tables ?? {} }
}
