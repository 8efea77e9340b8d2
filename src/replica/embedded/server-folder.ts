import { createHash, randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from './account.js'
import { isAlive } from './leases.js'

/** Where the servers of root live: outside of the homes, which the server's account may not enter. */
export const sharedFolder = '/var/lib/azdo-connector'

/**
 * The folder that holds a home's cluster and log, made when absent: `postgres` in the home, or for another account
 * `<shared>/<hash of the home's real path>`, owned by that account (0700), with a file `home` that names the home.
 * Throws what the file system threw.
 */
export async function makeServerFolder(
  home: string,
  account: Account | undefined,
  shared = sharedFolder,
): Promise<string> {
  if (!account) {
    const folder = join(home, 'postgres')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return folder
  }
  await mkdir(shared, { recursive: true, mode: 0o755 })
  await removeOrphans(shared)
  const path = await realpath(home)
  const folder = join(shared, createHash('sha256').update(path).digest('hex').slice(0, 16))
  if (!(await stat(folder).catch(() => undefined))) {
    // Renamed into place, so that a folder never stands there without saying whose it is.
    const aside = join(shared, `new-${randomBytes(8).toString('hex')}`)
    await mkdir(aside, { mode: 0o700 })
    await writeFile(join(aside, 'home'), path, { mode: 0o600 })
    await rename(aside, folder)
  }
  await chown(folder, account.uid, account.gid)
  return folder
}

/** Removes the folders of homes that no longer exist, unless their server runs. */
export async function removeOrphans(shared: string): Promise<void> {
  for (const name of await readdir(shared)) {
    const folder = join(shared, name)
    const home = await readFile(join(folder, 'home'), 'utf8').catch(() => undefined)
    if (home === undefined || (await stat(home).catch(() => undefined))) continue
    if (await hasRunningServer(folder)) continue
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

async function hasRunningServer(folder: string): Promise<boolean> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pidFile = await readFile(join(folder, name, 'postmaster.pid'), 'utf8').catch(() => undefined)
    if (pidFile !== undefined && isAlive(Number.parseInt(pidFile, 10))) return true
  }
  return false
}
