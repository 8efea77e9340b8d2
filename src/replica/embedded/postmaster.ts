import { spawn } from 'node:child_process'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { AzdoError } from '../../errors/azdo-error.js'
import type { Account } from './account.js'
import type { Binaries } from './binaries.js'
import { isAlive } from './leases.js'
import { identity, programEnvironment, runProgram } from './run-program.js'

/** A cluster and what runs it. */
export interface Postmaster {
  readonly cluster: string
  readonly binaries: Binaries
  readonly account: Account | undefined
}

/** What a postmaster.pid says: its first line is the process id, its fourth the port (PostgreSQL source, pidfile.h). */
export interface PidFile {
  readonly pid: number
  readonly port: number
}

/** The cluster's postmaster.pid, or undefined when there is none. The port is 0 while the server has not written it. */
export async function readPidFile(cluster: string): Promise<PidFile | undefined> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3] ?? 0)]
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number.isInteger(port) ? port : 0 } : undefined
}

/** The server's log: beside the cluster, the one before it ends in `.1`. */
export function logFile(cluster: string): string {
  return join(dirname(cluster), 'server.log')
}

/** The last lines of the server's log. */
export async function lastLogLines(cluster: string, count = 8): Promise<string> {
  const text = await readFile(logFile(cluster), 'utf8').catch(() => '')
  return text.trim().split('\n').slice(-count).join('\n')
}

/**
 * Starts the server on a port, detached, so that it outlives this process while others use it. Resolves as soon as the
 * program runs; `ended` resolves when it ends. Throws what the file system threw.
 */
export async function startPostmaster(
  postmaster: Postmaster,
  port: number,
): Promise<{ readonly ended: Promise<void> }> {
  const { cluster, binaries, account } = postmaster
  const log = logFile(cluster)
  await rename(log, `${log}.1`).catch(() => {})
  const output = await open(log, 'a', 0o600)
  try {
    const settings = Object.entries({ ...serverSettings, port }).flatMap(([key, value]) => [
      '-c',
      `${key}=${value}`,
    ])
    const child = spawn(binaries.postgres, ['-D', cluster, ...settings], {
      cwd: cluster,
      env: programEnvironment,
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
      windowsHide: true,
      ...identity(account),
    })
    const ended = new Promise<void>((done) => {
      child.on('exit', () => done())
      child.on('error', () => done())
    })
    child.unref()
    return { ended }
  } finally {
    await output.close()
  }
}

/** Settings of the server. It holds copies only, so a commit need not wait for the disk. */
const serverSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  password_encryption: 'scram-sha-256',
  shared_buffers: '64MB',
  fsync: 'on',
  synchronous_commit: 'off',
  jit: 'off',
  client_connection_check_interval: process.platform === 'win32' ? '0' : '2s',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'warning',
  // Statements may hold private data.
  log_min_error_statement: 'panic',
  timezone: 'UTC',
}

/** Stops the server (fast: sessions are ended) and waits until it is gone. Error: DATABASE_UNAVAILABLE. */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
  const { cluster, binaries, account } = postmaster
  const { status, output } = await runProgram(
    binaries.pgCtl,
    ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60', '-s'],
    { account, folder: cluster },
  )
  const left = await readPidFile(cluster)
  if (status !== 0 && left && (await isPostmaster(left.pid))) {
    throw new AzdoError(
      'DATABASE_UNAVAILABLE',
      `The built-in PostgreSQL (process ${left.pid}) did not stop.`,
      {
        detail: output.trim(),
        hint: `End process ${left.pid}.`,
      },
    )
  }
}

/**
 * Sets the owner's password in a cluster whose server does not run, by PostgreSQL's single-user mode. `verifier` is
 * the password's SCRAM form. Error: DATABASE_UNAVAILABLE.
 */
export async function resetPassword(postmaster: Postmaster, role: string, verifier: string): Promise<void> {
  const { cluster, binaries, account } = postmaster
  const { status, output } = await runProgram(binaries.postgres, ['--single', '-D', cluster, 'postgres'], {
    account,
    folder: cluster,
    input: `ALTER ROLE ${role} PASSWORD '${verifier}'\n`,
  })
  if (status === 0 && !/ERROR|FATAL/.test(output)) return
  throw new AzdoError(
    'DATABASE_UNAVAILABLE',
    `The password of the cluster in ${cluster} cannot be set anew.`,
    {
      detail: output.trim().split('\n').slice(-5).join('\n'),
      hint: 'Delete that folder while no azdo runs: a new one is made.',
    },
  )
}

/** Removes a postmaster.pid whose process is gone, or is by now another program. */
export async function removeStalePidFile(cluster: string): Promise<void> {
  const found = await readPidFile(cluster)
  if (!found || !(await isPostmaster(found.pid))) await rm(join(cluster, 'postmaster.pid'), { force: true })
}

/** Whether the process lives and, as far as this system tells, is a PostgreSQL server. */
export async function isPostmaster(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (state === undefined) return true
  // "pid (name) state …": Z is a process that has ended and that its parent has not yet asked about (proc(5)).
  return /\(postgres\) [^Z]/.test(state)
}

/** The preferred port when it is free, else any free one. */
export async function freePort(preferred = 0): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', (error) => (preferred === 0 ? fail(error) : done(freePort())))
    server.listen({ host: '127.0.0.1', port: preferred, exclusive: true }, () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
