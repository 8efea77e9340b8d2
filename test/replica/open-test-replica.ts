import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createEvents, type AzdoEvent } from '../../src/events/events.js'
import { openReplica, type Replica } from '../../src/replica/replica.js'
import { recordHome } from '../whole-suite/record-home.js'
import { recordLog, recordSecret } from '../whole-suite/suite-record.js'

/** A replica on the built-in server in a temporary home. */
export interface TestReplica {
  readonly replica: Replica
  readonly home: string
  readonly events: readonly AzdoEvent[]
  /** A client session: logged in with the client role. */
  session(): Promise<pg.Client>
  close(): Promise<void>
}

export async function temporaryHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'azdo-replica-'))
}

export async function openTestReplica(): Promise<TestReplica> {
  const home = await temporaryHome()
  const channel = createEvents()
  const events: AzdoEvent[] = []
  channel.subscribe((event) => events.push(event))
  recordLog(channel)
  const replica = await openReplica({ home, events: channel })
  recordSecret('database password', replica.role.password)
  const sessions: pg.Client[] = []
  return {
    replica,
    home,
    events,
    async session() {
      const client = await connectTo(replica)
      sessions.push(client)
      return client
    },
    async close() {
      await Promise.all(sessions.map((client) => client.end().catch(() => {})))
      await replica.close()
      await recordHome(home)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Logs in as a client does. */
export async function connectTo(replica: Replica): Promise<pg.Client> {
  const client = new pg.Client({
    host: replica.host,
    port: replica.port,
    database: replica.database,
    user: replica.role.name,
    password: replica.role.password,
  })
  client.on('error', () => {})
  await client.connect()
  return client
}
