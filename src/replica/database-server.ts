import type { ClientConfig } from 'pg'

/** A PostgreSQL server that the replica lives on: the built-in one or a given one. */
export interface DatabaseServer {
  /** How azdo itself logs in; the database is named by the caller. */
  readonly owner: ClientConfig
  /** A database that surely exists. */
  readonly maintenanceDatabase: string
  /** The replica's database; made when absent. */
  readonly database: string
  /** The password that the client role is to have. */
  readonly rolePassword: string
  /** Ends the use of the server; the last user of a built-in server stops it. */
  close(): Promise<void>
}
