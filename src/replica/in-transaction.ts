import type { ClientBase, Pool } from 'pg'
import { isPassing } from './database-fault.js'

/** How often a transaction is run when others are in its way. */
const attempts = 8

/**
 * Runs `run` in a transaction on a connection of the pool, again when another transaction stood in its way (deadlock,
 * lock timeout). `run` may therefore be called several times. Throws what `run` or the driver threw.
 */
export async function inTransaction<T>(pool: Pool, run: (client: ClientBase) => Promise<T>): Promise<T> {
  return withClient(pool, (client) => transaction(client, run))
}

/** Runs `run` on a connection of the pool. Throws what `run` or the driver threw. */
export async function withClient<T>(pool: Pool, run: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken = false
  try {
    return await run(client)
  } catch (thrown) {
    // A connection that cannot roll back is not given to the next caller.
    broken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    )
    throw thrown
  } finally {
    client.release(broken)
  }
}

/** The same as inTransaction, on a connection that the caller holds. */
export async function transaction<T>(
  client: ClientBase,
  run: (client: ClientBase) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query('BEGIN')
      const result = await run(client)
      await client.query('COMMIT')
      return result
    } catch (thrown) {
      await client.query('ROLLBACK').catch(() => {})
      if (!isPassing(thrown) || attempt === attempts) throw thrown
    }
  }
}
