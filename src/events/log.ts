import type { Writable } from 'node:stream'
import pino from 'pino'
import type { AzdoEvent, Events } from './events.js'

/** What is logged from which level on; `silent` logs nothing. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

const levels: Readonly<Record<AzdoEvent['type'], Exclude<LogLevel, 'silent'>>> = {
  'database.started': 'info',
  'database.joined': 'info',
  'database.stopped': 'info',
  'token.obtained': 'info',
  'rest.request': 'debug',
  'rest.retry': 'warn',
  'rest.throttled': 'warn',
  'rest.budget': 'debug',
  'schema.failed': 'warn',
  'session.opened': 'info',
  'session.closed': 'info',
  'statement.planned': 'debug',
  'statement.fetched': 'debug',
  'statement.failed': 'info',
  'statement.rejected': 'debug',
  'internal.failed': 'error',
}

/** Writes events as JSON lines, one an event. Returns a function that ends the log. */
export function subscribeLog(events: Events, level: LogLevel, stream: Writable): () => void {
  if (level === 'silent') return () => undefined
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream)
  return events.subscribe((event) => {
    const shown =
      event.type === 'internal.failed' && level !== 'debug' ? { ...event, stack: undefined } : event
    log[levels[event.type]](shown)
  })
}
