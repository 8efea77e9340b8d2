import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AzdoError } from '../errors/azdo-error.js'

/**
 * Makes the home folder when it is absent, readable by its owner only (0700), and checks that it can be used.
 * A folder that exists keeps its permissions: the files written to it are 0600 in any case.
 * Error: HOME_UNUSABLE.
 */
export async function ensureHome(home: string): Promise<void> {
  try {
    await makeFolder(home)
    if (!(await stat(home)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw homeUnusable(home, cause)
  }
}

/** Makes a folder and those above it. Node 20's own recursive mkdir never ends where nothing can be made, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  const make = (): Promise<void> =>
    mkdir(path, { mode: 0o700 }).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') throw thrown
    })
  try {
    await make()
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw thrown
    await makeFolder(dirname(path))
    await make()
  }
}

/** HOME_UNUSABLE for a failed file operation on `path`, the home folder or something in it. */
export function homeUnusable(path: string, cause: unknown): AzdoError {
  return new AzdoError('HOME_UNUSABLE', `${path} cannot be used: ${reason(cause)}.`, {
    hint: 'Make that folder writable for you, or set AZDO_HOME to a folder that is.',
    cause,
  })
}

/** Plain words for a failed file operation; system codes are those of errno(3). */
export function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  return (code !== undefined && words[code]) || (cause instanceof Error ? cause.message : String(cause))
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a file is where a folder is needed',
  EEXIST: 'a file is where a folder is needed',
  EISDIR: 'a folder is where a file is needed',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
}
