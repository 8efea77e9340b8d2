import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A process's claim on the server: the server runs as long as one is held by a living process. */
export interface Lease {
  readonly path: string
}

/** Takes a lease for this process. Callers hold the lock `database`. */
export async function takeLease(home: string): Promise<Lease> {
  const folder = leaseFolder(home)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}`)
  await writeFile(path, '', { mode: 0o600 })
  return { path }
}

/** Gives a lease back. Returns how many leases of living processes are left. Callers hold the lock `database`. */
export async function dropLease(home: string, lease: Lease): Promise<number> {
  await rm(lease.path, { force: true })
  return liveLeases(home)
}

/** Counts the leases of living processes and removes those of dead ones. */
export async function liveLeases(home: string): Promise<number> {
  const names = await readdir(leaseFolder(home)).catch(() => [])
  let live = 0
  for (const name of names) {
    if (isAlive(Number.parseInt(name, 10))) live++
    else await rm(join(leaseFolder(home), name), { force: true })
  }
  return live
}

/** Whether a process of that id exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function leaseFolder(home: string): string {
  return join(home, 'run', 'leases')
}
