import type { Pool } from 'pg'
import { databaseFault } from './database-fault.js'

/** Keeps which client sessions read their default project only. */
export interface SessionScopes {
  /** Visible to the session's next statement when it resolves. Error: DATABASE_UNAVAILABLE. */
  setConfined(backendPid: number, confined: boolean): Promise<void>
}

export function createSessionScopes(pool: Pool): SessionScopes {
  /** Backends that may have a row. A backend without one is not confined, so nothing need be said of it. */
  const recorded = new Set<number>()
  return {
    async setConfined(backendPid, confined) {
      if (!confined && !recorded.has(backendPid)) return
      try {
        if (confined) {
          recorded.add(backendPid)
          await pool.query(
            `INSERT INTO azdo.session_scopes AS s (pid, backend_start)
             SELECT a.pid, a.backend_start FROM pg_stat_get_activity($1) a
             ON CONFLICT (pid) DO UPDATE SET backend_start = EXCLUDED.backend_start
             WHERE s.backend_start <> EXCLUDED.backend_start`,
            [backendPid],
          )
        } else {
          await pool.query('DELETE FROM azdo.session_scopes WHERE pid = $1', [backendPid])
          recorded.delete(backendPid)
        }
      } catch (thrown) {
        throw databaseFault(thrown, 'noting the scope of a session')
      }
    },
  }
}
