import type { Client } from 'pg'
import { AzdoError } from '../errors/azdo-error.js'
import { createTurns } from './turns.js'

/** A fetch in flight. */
export interface Fetch {
  /** Later fetches have higher numbers. */
  readonly started: number
  /** pg_current_snapshot() at its start: what was committed then. */
  readonly snapshot: string
  /** When it began by the database's clock, as PostgreSQL writes it. */
  readonly began: string
  /** Throws DATABASE_UNAVAILABLE when the fetch is no longer known to be in flight: its connection broke. */
  check(): void
  /** Ends it in the background: until then later fetches leave word for it in vain, which does no harm. */
  end(): void
}

/**
 * Numbers the fetches of this process and holds the lock of each while it is in flight, on one connection of its own.
 * See bookkeeping.ts.
 */
export interface FetchRegister {
  begin(): Promise<Fetch>
  close(): Promise<void>
}

export function createFetchRegister(openClient: () => Promise<Client>): FetchRegister {
  let current: Promise<Line> | undefined
  let closed = false

  const line = (): Promise<Line> => {
    current ??= open().catch((thrown: unknown) => {
      current = undefined
      throw thrown
    })
    return current
  }
  const open = async (): Promise<Line> => {
    const opened: Line = { client: await openClient(), inTurn: createTurns(), broken: false }
    opened.client.on('end', () => {
      opened.broken = true
      current = undefined
    })
    return opened
  }

  return {
    async begin() {
      const held = await line()
      const { rows } = await held.inTurn(() =>
        held.client.query<{ started: string; snapshot: string; began: string }>(
          'SELECT started, snapshot, clock_timestamp()::text AS began FROM azdo.begin_fetch()',
        ),
      )
      const { started, snapshot, began } = rows[0]!
      return {
        started: Number(started),
        snapshot,
        began,
        check() {
          if (!held.broken) return
          throw new AzdoError('DATABASE_UNAVAILABLE', 'The connection to PostgreSQL broke during a fetch.', {
            hint: 'Run the statement again; when it stays, look at the log of the PostgreSQL server.',
          })
        },
        end() {
          if (held.broken || closed) return
          held.inTurn(() => held.client.query('SELECT azdo.end_fetch($1)', [started])).catch(() => {})
        },
      }
    },
    async close() {
      closed = true
      const held = await current?.catch(() => undefined)
      await held?.inTurn(() => held.client.end())
    },
  }
}

interface Line {
  readonly client: Client
  readonly inTurn: ReturnType<typeof createTurns>
  broken: boolean
}
