import { readSealed } from '../../src/settings/sealed-file.js'
import { databaseFolders } from '../end-to-end/database-processes.js'
import { filesIn } from '../end-to-end/secret-search.js'
import type { SecretKind } from './suite-folder.js'
import { recordSecret, recordWritten } from './suite-record.js'

const sealedFiles: readonly (readonly [file: string, kind: SecretKind, keys: RegExp])[] = [
  ['connections.sealed', 'connection secret', /./],
  ['tokens', 'token', /token$/i],
  ['database', 'database password', /./],
  ['client-role', 'database password', /password$/],
]

/**
 * Makes known what an AZDO_HOME holds sealed, and keeps what its files show; call before it is removed. A home that is
 * not there, or that a test has damaged, has nothing.
 */
export async function recordHome(home: string): Promise<void> {
  for (const [file, kind, keys] of sealedFiles)
    for (const [key, text] of textsIn(await readSealed(home, file).catch(() => undefined)))
      if (keys.test(key)) recordSecret(kind, text)
  for (const folder of await databaseFolders(home))
    for (const [path, text] of await filesIn(folder).catch(() => [] as const))
      recordWritten(`the file ${path.slice(folder.length + 1)} of AZDO_HOME`, text)
}

/** Texts long enough to be secrets, under their key; no addresses, sentences, times or ids. */
function textsIn(value: unknown, key = ''): [key: string, text: string][] {
  if (typeof value === 'string')
    return value.length >= 12 && !/\s|^\d{4}-|^[0-9a-f]{8}-[0-9a-f]{4}-|:\/\//i.test(value)
      ? [[key, value]]
      : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, name))
}
