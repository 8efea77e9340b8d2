import pg, { type Client, type ClientConfig } from 'pg'

/**
 * Opens one database connection. A connection that breaks while idle is noticed at its next use, not as an uncaught
 * error. Throws what the driver threw.
 */
export async function login(config: ClientConfig): Promise<Client> {
  const client = new pg.Client(config)
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (thrown) {
    client.end().catch(() => {})
    throw thrown
  }
}

/**
 * Settings of every connection of the owner: names are always written with their schema, so that nobody's objects can
 * stand in for PostgreSQL's own, and times are written and read in one way.
 */
export const ownerOptions =
  '-c search_path=pg_catalog,pg_temp -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=1'
