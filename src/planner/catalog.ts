import type { TableDefinition } from '../tables/table-definition.js'

/** The tables of every connection. A connection's name is also the name of its schema. */
export interface Catalog {
  /**
   * The table behind a relation of the replica; undefined for any other relation. Throws why, when it is a table of a
   * connection that cannot be used.
   */
  find(
    schema: string,
    relation: string,
  ): { readonly connection: string; readonly table: TableDefinition } | undefined
  /** A connection's table by its name; it exists. */
  table(connection: string, name: string): TableDefinition
}
