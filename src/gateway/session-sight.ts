import type { Answer } from '../answer/answer.js'
import type { Session } from './session.js'

/** A client session as it is seen from outside. */
export interface SessionSight {
  readonly id: number
  readonly user: string
  /** As the client named itself when it connected. */
  readonly application: string
  /** ms since 1970, as `since`. */
  readonly openedAt: number
  readonly state: 'idle' | 'in transaction' | 'fetching' | 'running'
  /** The statement that is fetched for or runs. */
  readonly statement?: string
  /** Since when it has been in that state; the end of a statement counts from when it was first seen. */
  readonly since: number
}

/** Watches one session by what it asks to be prepared or let through, and by what it says of itself. */
export interface SessionWatch {
  /** The answer to give the session: it tells the watch of each statement. */
  readonly answer: Answer
  see(session: Session): SessionSight
}

export function watchSession(
  id: number,
  parameters: ReadonlyMap<string, string>,
  answer: Answer,
  now: () => number = Date.now,
): SessionWatch {
  const openedAt = now()
  let state: SessionSight['state'] = 'idle'
  let statement: string | undefined
  let since = openedAt
  const enter = (next: SessionSight['state']): void => {
    if (next !== state) since = now()
    state = next
  }
  return {
    answer: {
      refresh: () => answer.refresh(),
      openSession() {
        const answers = answer.openSession()
        return {
          ...answers,
          passes(sql, session) {
            const passes = answers.passes(sql, session)
            if (passes && sql !== undefined) {
              statement = sql
              since = now()
              state = 'running'
            }
            return passes
          },
          async prepare(request) {
            statement = request.sql
            since = now()
            state = 'fetching'
            try {
              return await answers.prepare(request)
            } finally {
              enter('running')
            }
          },
        }
      },
    },
    see({ state: { busy, transaction } }) {
      if (!busy) enter(transaction === 'I' ? 'idle' : 'in transaction')
      else if (state !== 'fetching') enter('running')
      return {
        id,
        user: parameters.get('user') ?? '',
        application: parameters.get('application_name') ?? '',
        openedAt,
        state,
        ...(busy && statement !== undefined && { statement }),
        since,
      }
    },
  }
}
