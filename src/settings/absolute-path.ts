import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** An absolute path; `~` at the start is the user's home folder. */
export function absolutePath(path: string): string {
  return path === '~' || /^~[\\/]/.test(path) ? join(homedir(), path.slice(2)) : resolve(path)
}
