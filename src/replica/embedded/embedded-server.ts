import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { realpath } from 'node:fs/promises'
import { AzdoError } from '../../errors/azdo-error.js'
import type { Events } from '../../events/events.js'
import { withLock } from '../../settings/home-lock.js'
import { readSealed, writeSealed } from '../../settings/sealed-file.js'
import type { DatabaseServer } from '../database-server.js'
import { login } from '../login.js'
import { scramVerifier } from '../scram-verifier.js'
import { serverAccount } from './account.js'
import { findBinaryPackage, openBinaries, type BinaryPackage } from './binaries.js'
import { clusterExists, openCluster, ownerName } from './cluster.js'
import { dropLease, takeLease } from './leases.js'
import {
  freePort,
  isPostmaster,
  lastLogLines,
  readPidFile,
  removeStalePidFile,
  resetPassword,
  startPostmaster,
  stopPostmaster,
  type Postmaster,
} from './postmaster.js'
import { makeServerFolder, sharedFolder } from './server-folder.js'

/** How long a server may take to answer, crash recovery included. */
const startMs = 60_000
const pollMs = 25

/** Sealed in the home: the passwords of the owner and of the client role. */
const secretsFile = 'database'

/**
 * The built-in PostgreSQL of a home: joined when a process of this home has started it, else started. It runs until
 * the last process that uses it closes it; one left by a killed process is joined, or started anew when it died too.
 * `shared` and `binaryPackage` are for tests. Errors: DATABASE_UNAVAILABLE, HOME_UNUSABLE, FILE_UNUSABLE.
 */
export async function openEmbeddedServer(parts: {
  home: string
  events: Events
  shared?: string
  binaryPackage?: BinaryPackage
}): Promise<DatabaseServer> {
  const { home, events, shared = sharedFolder } = parts
  const opened = await withLock(home, 'database', async () => {
    const secrets = await openSecrets(home)
    events.hide(secrets.owner)
    events.hide(secrets.client)
    const account = await serverAccount()
    const folder = await makeServerFolder(home, account, shared).catch(fileFault)
    const binaries = await openBinaries(parts.binaryPackage ?? (await findBinaryPackage()), account, shared)
    const existed = await clusterExists(folder, binaries)
    const cluster = await openCluster(folder, { binaries, account, password: secrets.owner }).catch(fileFault)
    const postmaster: Postmaster = { cluster, binaries, account }
    if (secrets.isNew && existed) await takeOver(postmaster, secrets.owner)
    const began = performance.now()
    const joined = await joinRunning(postmaster, secrets.owner)
    const port = joined ?? (await startAnew(postmaster, secrets.owner))
    const lease = await takeLease(home)
    if (joined !== undefined) events.emit({ type: 'database.joined', port })
    else {
      const ms = Math.round(performance.now() - began)
      events.emit({ type: 'database.started', port, directory: cluster, ms })
    }
    return { secrets, postmaster, port, lease }
  })
  let closed: Promise<void> | undefined
  return {
    owner: { host: '127.0.0.1', port: opened.port, user: ownerName, password: opened.secrets.owner },
    maintenanceDatabase: 'postgres',
    database: 'azdo',
    rolePassword: opened.secrets.client,
    close: () =>
      (closed ??= withLock(home, 'database', async () => {
        if ((await dropLease(home, opened.lease)) > 0) return
        if (!(await readPidFile(opened.postmaster.cluster))) return
        await stopPostmaster(opened.postmaster)
        events.emit({ type: 'database.stopped' })
      })),
  }
}

/** The port of the running server, or undefined when none runs. Waits while one is still starting or stopping. */
async function joinRunning(postmaster: Postmaster, password: string): Promise<number | undefined> {
  const until = performance.now() + startMs
  for (;;) {
    const found = await readPidFile(postmaster.cluster)
    if (!found || !(await isPostmaster(found.pid))) return undefined
    if (found.port > 0 && (await answers(found.port, password, postmaster.cluster))) return found.port
    if (performance.now() > until) throw await unavailable(postmaster, 'does not answer')
    await sleep(pollMs)
  }
}

async function startAnew(postmaster: Postmaster, password: string): Promise<number> {
  // The port of the run before, when it is free: processes that were using it find the server again.
  let preferred = (await readPidFile(postmaster.cluster))?.port ?? 0
  await removeStalePidFile(postmaster.cluster)
  const until = performance.now() + startMs
  for (;;) {
    const port = await freePort(preferred)
    const started = await startPostmaster(postmaster, port).catch(fileFault)
    let ended = false
    void started.ended.then(() => (ended = true))
    while (!ended) {
      if (await answers(port, password, postmaster.cluster)) return port
      if (performance.now() > until) {
        await stopPostmaster(postmaster)
        throw await unavailable(postmaster, 'does not answer')
      }
      await sleep(pollMs)
    }
    // Both pass: a port taken since it was looked for, and processes of a killed server that are about to end.
    const log = await lastLogLines(postmaster.cluster)
    const passing = /could not bind|pre-existing shared memory block|could not create any TCP\/IP/i.test(log)
    if (!passing || performance.now() > until) throw await unavailable(postmaster, 'did not start')
    preferred = 0
    await sleep(pollMs * 4)
  }
}

/** Whether the server on that port takes our password and is the one of this cluster. */
async function answers(port: number, password: string, cluster: string): Promise<boolean> {
  try {
    const client = await login({
      host: '127.0.0.1',
      port,
      user: ownerName,
      password,
      database: 'postgres',
      connectionTimeoutMillis: 5_000,
    })
    try {
      const { rows } = await client.query<{ folder: string }>(
        "SELECT current_setting('data_directory') AS folder",
      )
      return (await realpath(rows[0]!.folder)) === (await realpath(cluster))
    } finally {
      await client.end()
    }
  } catch {
    return false
  }
}

async function unavailable(postmaster: Postmaster, what: string): Promise<AzdoError> {
  return new AzdoError('DATABASE_UNAVAILABLE', `The built-in PostgreSQL in ${postmaster.cluster} ${what}.`, {
    detail: await lastLogLines(postmaster.cluster),
    hint: 'Read the lines of its log; to begin with an empty one, delete that folder while no azdo runs.',
  })
}

/** Makes a cluster ours whose passwords were lost: the sealed file was deleted, or its key. */
async function takeOver(postmaster: Postmaster, password: string): Promise<void> {
  const found = await readPidFile(postmaster.cluster)
  if (found && (await isPostmaster(found.pid))) await stopPostmaster(postmaster)
  await removeStalePidFile(postmaster.cluster)
  await resetPassword(postmaster, ownerName, scramVerifier(password))
}

interface Secrets {
  readonly owner: string
  readonly client: string
}

async function openSecrets(home: string): Promise<Secrets & { readonly isNew: boolean }> {
  const held = (await readSealed(home, secretsFile)) as Partial<Secrets> | undefined
  if (typeof held?.owner === 'string' && typeof held.client === 'string') {
    return { owner: held.owner, client: held.client, isNew: false }
  }
  const made: Secrets = {
    owner: randomBytes(24).toString('base64url'),
    client: randomBytes(24).toString('base64url'),
  }
  await writeSealed(home, secretsFile, made)
  return { ...made, isNew: true }
}

function fileFault(thrown: unknown): never {
  if (thrown instanceof AzdoError) throw thrown
  throw new AzdoError(
    'DATABASE_UNAVAILABLE',
    `The built-in PostgreSQL cannot be set up: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
    { hint: 'Make that folder writable, or name a PostgreSQL server with --database-url.', cause: thrown },
  )
}
