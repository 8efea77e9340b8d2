/** A name as an SQL identifier: `"box"`. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as an SQL literal: `'it''s'`. Backslashes stand for themselves (standard_conforming_strings). */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The search path that makes a connection's tables reachable by their plain names. */
export function searchPath(connection: string): string {
  return `${quoteIdentifier(connection)},public`
}

/**
 * Session settings as the `options` of a PostgreSQL start-up message: `-csearch_path="box",public`. Spaces and
 * backslashes are escaped by a backslash (PostgreSQL manual, 32.1.2, options).
 */
export function startupOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c${name}=${value.replace(/[\\\s]/g, '\\$&')}`)
    .join(' ')
}
