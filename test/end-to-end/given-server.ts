import { openOwnerSession } from '../replica/open-owner-session.js'
import { openTestReplica } from '../replica/open-test-replica.js'
import { recordSecret } from '../whole-suite/suite-record.js'

/** A PostgreSQL server as a user may own one, with a user that is no superuser. */
export interface GivenServer {
  readonly url: string
  readonly port: number
  readonly password: string
  close(): Promise<void>
}

/** Starts one: a built-in server of a home of its own plays it. */
export async function openGivenServer(): Promise<GivenServer> {
  const server = await openTestReplica()
  const password = 'given~server~password'
  recordSecret('database password', password)
  const owner = await openOwnerSession(server)
  await owner.query(`CREATE ROLE reporting LOGIN CREATEDB CREATEROLE PASSWORD '${password}'`)
  await owner.query('CREATE DATABASE reports OWNER reporting')
  await owner.query('GRANT azdo TO reporting WITH ADMIN OPTION')
  await owner.end()
  const { port } = server.replica
  const url = `postgresql://reporting:${encodeURIComponent(password)}@127.0.0.1:${port}/reports`
  return { url, port, password, close: () => server.close() }
}
