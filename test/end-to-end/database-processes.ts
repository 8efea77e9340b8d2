import { readlinkSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { sharedFolder } from '../../src/replica/embedded/server-folder.js'
import { runningProcesses } from './running-processes.js'

/**
 * Where the built-in PostgreSQL of an AZDO_HOME lives: in the home, or as root in a shared folder. `within`: of every
 * AZDO_HOME in that folder.
 */
export async function databaseFolders(within: string): Promise<string[]> {
  const folders = [within]
  for (const name of await readdir(sharedFolder).catch(() => [])) {
    const home = await readFile(join(sharedFolder, name, 'home'), 'utf8').catch(() => undefined)
    if (home === within || home?.startsWith(within + sep)) folders.push(join(sharedFolder, name))
  }
  return folders
}

/** Command lines of the processes of those PostgreSQL servers; all of them work in their folder. */
export async function databaseProcesses(within: string): Promise<string[]> {
  const folders = await databaseFolders(within)
  return runningProcesses()
    .filter(({ pid, commandLine }) => {
      try {
        const folder = readlinkSync(`/proc/${pid}/cwd`)
        return commandLine.includes('postgres') && folders.some((each) => folder.startsWith(each))
      } catch {
        return false
      }
    })
    .map(({ commandLine }) => commandLine)
}
