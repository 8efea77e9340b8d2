import pg from 'pg'
import { readSealed } from '../../src/settings/sealed-file.js'
import type { TestReplica } from './open-test-replica.js'

/** A session of the superuser of a built-in server, to look behind what clients see. Ended by the caller. */
export async function openOwnerSession(opened: TestReplica): Promise<pg.Client> {
  const { owner } = (await readSealed(opened.home, 'database')) as { owner: string }
  const { host, port, database } = opened.replica
  const client = new pg.Client({ host, port, database, user: 'azdo_owner', password: owner })
  await client.connect()
  return client
}
