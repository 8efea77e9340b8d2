import type { Connection } from '../settings/connection.js'
import { withLock } from '../settings/home-lock.js'
import type { TokenSource } from './token-source.js'
import { readStoredToken, settingsFingerprint, storeToken } from './token-store.js'

/** Keeping a connection's token sealed in the home, under a lock of all who use the same settings. */
export function sealedTokens(
  home: string,
  connection: Connection,
): Pick<TokenSource, 'exclusively' | 'read' | 'write'> {
  const lock = `token-${settingsFingerprint(connection).slice(0, 16)}`
  return {
    exclusively: (run) => withLock(home, lock, run),
    read: () => readStoredToken(home, connection),
    write: (token) => storeToken(home, connection, token),
  }
}
