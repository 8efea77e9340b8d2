import { createHmac, randomBytes } from 'node:crypto'
import pg from 'pg'
import { AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import { withLock } from '../settings/home-lock.js'
import { readSealed, writeSealed } from '../settings/sealed-file.js'
import type { DatabaseServer } from './database-server.js'

/**
 * A PostgreSQL server of the user's own, named by a URL (`postgres://user:password@host:port/database`). Without a
 * database in the URL, the database `azdo` is used. Errors: SETTING_INVALID, HOME_UNUSABLE, FILE_UNUSABLE.
 */
export async function openGivenServer(parts: {
  home: string
  databaseUrl: string
  events: Events
}): Promise<DatabaseServer> {
  const { url, client } = readUrl(parts.databaseUrl)
  const named = decodeURIComponent(url.pathname.slice(1))
  const password = typeof client.password === 'string' ? client.password : undefined
  parts.events.hide(password)
  const rolePassword = password
    ? derivedPassword(password, named || 'azdo')
    : await sealedPassword(parts.home)
  parts.events.hide(rolePassword)
  return {
    owner: {
      host: client.host,
      port: client.port,
      user: client.user,
      password,
      ssl: client.ssl,
      connectionTimeoutMillis: 15_000,
    },
    maintenanceDatabase: named || 'postgres',
    database: named || 'azdo',
    rolePassword,
    close: async () => {},
  }
}

function readUrl(databaseUrl: string): { url: URL; client: pg.Client } {
  try {
    const url = new URL(databaseUrl)
    if (!/^postgres(ql)?:$/.test(url.protocol)) throw new Error('its scheme is not postgres')
    return { url, client: new pg.Client({ connectionString: databaseUrl }) }
  } catch {
    // The cause is left out: it would quote the URL, which may hold a password.
    throw new AzdoError('SETTING_INVALID', 'The database URL is not understood.', {
      hint: 'Write it as postgres://user:password@host:5432/database.',
    })
  }
}

/**
 * Made from the owner's password, so that several gateways on one server agree on it without keeping it anywhere.
 * It does not lead back to the owner's password.
 */
function derivedPassword(password: string, database: string): string {
  return createHmac('sha256', password).update(`azdo client role of ${database}`).digest('base64url')
}

async function sealedPassword(home: string): Promise<string> {
  return withLock(home, 'database', async () => {
    const held = (await readSealed(home, 'database-role')) as { client?: unknown } | undefined
    if (typeof held?.client === 'string') return held.client
    const client = randomBytes(24).toString('base64url')
    await writeSealed(home, 'database-role', { client })
    return client
  })
}
