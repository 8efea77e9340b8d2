import type { AzdoEvent } from '../events/events.js'
import type { EventLine, GatewaySession, Health, LoggedError, ThrottlePoint } from './api-schema.js'
import type { ConsoleParts, SeenSession } from './console-parts.js'

/** What has happened lately, and what happens. */
export interface HealthWatch {
  health(): Health
  /** `onLine` hears of what changes; the function that is given back ends that. */
  follow(onLine: (line: EventLine) => void): () => void
  close(): void
}

/** Kept of each connection's budget, and of errors. */
const mostPoints = 200
const mostErrors = 100
/** Points of a budget are no closer than this, ms. */
const pointEveryMs = 500
/** How often the sessions are looked at while somebody follows, and how often that is said without a change, ms. */
const lookEveryMs = 500
const aliveEveryMs = 15_000
const longestStatement = 1000

/** Begins to watch: what the program reports, and the gateway's sessions. */
export function watchHealth({
  gateway,
  events,
  now = Date.now,
}: Pick<ConsoleParts, 'gateway' | 'events' | 'now'>): HealthWatch {
  const throttle = new Map<string, ThrottlePoint[]>()
  const errors: LoggedError[] = []
  const followers = new Set<(line: EventLine) => void>()
  const at = (): string => new Date(now()).toISOString()
  const tell = (line: EventLine): void => followers.forEach((follower) => follower(line))

  const addPoint = (connection: string, point: ThrottlePoint): void => {
    const points = throttle.get(connection) ?? []
    throttle.set(connection, points)
    const last = points.at(-1)
    const isClose = last !== undefined && Date.parse(point.at) - Date.parse(last.at) < pointEveryMs
    if (isClose) points.splice(-1, 1, { ...last, ...point, at: last.at })
    else points.push(point)
    if (points.length > mostPoints) points.shift()
    tell({ throttle: { connection, ...points.at(-1)! } })
  }

  const addError = (error: Omit<LoggedError, 'at' | 'application'>): void => {
    const from =
      error.session === undefined ? undefined : gateway.sessions().find(({ id }) => id === error.session)
    const logged = { at: at(), ...error, ...(from?.application && { application: from.application }) }
    errors.push(logged)
    if (errors.length > mostErrors) errors.shift()
    tell({ error: logged })
  }

  const hear = (event: AzdoEvent): void => {
    if (event.type === 'rest.budget') {
      const { connection, limit, remaining, waitMs } = event
      addPoint(connection, {
        at: at(),
        ...(remaining !== undefined && { remaining }),
        ...(limit !== undefined && { limit }),
        waitMs,
      })
    } else if (event.type === 'rest.throttled') {
      addPoint(event.connection, { at: at(), waitMs: event.waitMs })
    } else if (event.type === 'statement.failed') {
      const { session, code, message } = event
      addError({ session, code, message })
    } else if (event.type === 'statement.rejected') {
      const { session, sqlstate, message } = event
      addError({ session, code: sqlstate, message })
    } else if (event.type === 'schema.failed') {
      const { connection, code, message } = event
      addError({ connection, code, message })
    } else if (event.type === 'internal.failed') {
      addError({ code: 'INTERNAL', message: event.message })
    }
  }
  const stopHearing = events.subscribe(hear)

  const sessions = (): GatewaySession[] => gateway.sessions().map((each) => shown(each, now(), events.mask))
  let known = ''
  let toldAt = 0
  const look = (): void => {
    const seen = sessions()
    const sight = JSON.stringify(seen.map((each) => ({ ...each, sinceMs: 0 })))
    if (sight === known && now() - toldAt < aliveEveryMs) return
    tell(sight === known ? { alive: true } : { sessions: seen })
    toldAt = now()
    known = sight
  }
  let timer: NodeJS.Timeout | undefined

  return {
    health: () => ({
      sessions: sessions(),
      throttle: Object.fromEntries(throttle),
      errors: [...errors],
    }),
    follow(onLine) {
      followers.add(onLine)
      timer ??= setInterval(look, lookEveryMs)
      return () => {
        followers.delete(onLine)
        if (followers.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    close() {
      stopHearing()
      clearInterval(timer)
    },
  }
}

function shown(session: SeenSession, now: number, mask: (text: string) => string): GatewaySession {
  const { id, user, application, openedAt, state, statement, since } = session
  return {
    id,
    user,
    application,
    openedAt: new Date(openedAt).toISOString(),
    state,
    ...(statement !== undefined && { statement: mask(statement).slice(0, longestStatement) }),
    sinceMs: Math.max(0, now - since),
  }
}
