import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AzdoError } from '../../errors/azdo-error.js'
import type { Account } from './account.js'
import type { Binaries } from './binaries.js'
import { runProgram } from './run-program.js'

/** The superuser of the built-in server: what azdo itself connects as. Clients never do. */
export const ownerName = 'azdo_owner'

/** Whether the folder holds a cluster for these programs. */
export async function clusterExists(folder: string, binaries: Binaries): Promise<boolean> {
  return (
    (await stat(join(clusterFolder(folder, binaries), 'PG_VERSION')).catch(() => undefined)) !== undefined
  )
}

function clusterFolder(folder: string, binaries: Binaries): string {
  return join(folder, `data-${binaries.major}`)
}

/**
 * The cluster of a server folder, made by initdb when there is none: UTF-8, C.UTF-8 of PostgreSQL's built-in locale
 * provider (the same order on every machine), passwords by SCRAM only. It is made aside and renamed, so a cluster that
 * stands there is whole; what an interrupted run left is removed. Callers hold the lock `database`.
 * Error: DATABASE_UNAVAILABLE.
 */
export async function openCluster(
  folder: string,
  parts: { binaries: Binaries; account: Account | undefined; password: string },
): Promise<string> {
  const { binaries, account } = parts
  const cluster = clusterFolder(folder, binaries)
  for (const name of await readdir(folder)) {
    if (name.startsWith('new-')) await rm(join(folder, name), { recursive: true, force: true })
  }
  if (await clusterExists(folder, binaries)) return cluster
  const aside = join(folder, `new-${randomBytes(6).toString('hex')}`)
  const passwordFile = `${aside}.password`
  try {
    await mkdir(aside, { mode: 0o700 })
    await writeFile(passwordFile, `${parts.password}\n`, { mode: 0o600 })
    if (account) {
      await chown(aside, account.uid, account.gid)
      await chown(passwordFile, account.uid, account.gid)
    }
    const { status, output } = await runProgram(
      binaries.initdb,
      [
        `--pgdata=${aside}`,
        `--username=${ownerName}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      { account, folder },
    )
    if (status !== 0) {
      throw new AzdoError('DATABASE_UNAVAILABLE', `PostgreSQL could not set up its files in ${folder}.`, {
        detail: output.trim().split('\n').slice(-5).join('\n'),
        hint: 'Make room on that disk, or set AZDO_HOME to another folder.',
      })
    }
    await rename(aside, cluster)
    return cluster
  } finally {
    await rm(passwordFile, { force: true })
    await rm(aside, { recursive: true, force: true })
  }
}
