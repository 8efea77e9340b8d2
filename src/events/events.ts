/** Everything the program can report. Modules emit; the log, the CLI's progress and the trace subscribe. */
export type AzdoEvent =
  | {
      readonly type: 'database.started'
      readonly port: number
      readonly directory: string
      readonly ms: number
    }
  | { readonly type: 'database.joined'; readonly port: number }
  | { readonly type: 'database.stopped' }
  | {
      readonly type: 'token.obtained'
      readonly connection: string
      readonly way: string
      readonly expiresAt: string | undefined
    }
  | {
      readonly type: 'rest.request'
      readonly connection: string
      readonly method: string
      readonly path: string
      readonly status: number
      readonly ms: number
      readonly bytes: number
    }
  | {
      readonly type: 'rest.retry'
      readonly connection: string
      readonly method: string
      readonly path: string
      readonly reason: string
      readonly waitMs: number
      readonly attempt: number
    }
  | {
      readonly type: 'rest.throttled'
      readonly connection: string
      /** Nothing is sent for so long. */
      readonly waitMs: number
      /** What is used up, as the service names it. */
      readonly resource: string | undefined
    }
  | {
      readonly type: 'rest.budget'
      readonly connection: string
      /** What the identity may use and what is left of it, in throughput units; undefined: not said. */
      readonly limit?: number | undefined
      readonly remaining?: number | undefined
      /** Nothing is sent for so long. */
      readonly waitMs: number
    }
  | {
      readonly type: 'schema.failed'
      readonly connection: string
      readonly code: string
      readonly message: string
    }
  | {
      readonly type: 'session.opened'
      readonly session: number
      readonly user: string
      readonly database: string
    }
  | { readonly type: 'session.closed'; readonly session: number }
  | {
      readonly type: 'statement.planned'
      readonly session: number
      readonly scans: number
      readonly ms: number
    }
  | {
      readonly type: 'statement.fetched'
      readonly session: number
      readonly requests: number
      readonly rows: number
      readonly ms: number
    }
  | {
      readonly type: 'statement.failed'
      readonly session: number
      readonly code: string
      readonly message: string
    }
  | {
      /** PostgreSQL ended a statement with an error. */
      readonly type: 'statement.rejected'
      readonly session: number
      readonly sqlstate: string
      /** Without values. */
      readonly message: string
    }
  | { readonly type: 'internal.failed'; readonly message: string; readonly stack: string | undefined }

/** Receives each event after masking. */
export type Subscriber = (event: AzdoEvent) => void

/** The program's one event channel. */
export interface Events {
  /** Masks every registered secret in the event's strings, then hands it to the subscribers. Never throws. */
  emit(event: AzdoEvent): void
  /** Returns a function that ends the subscription. */
  subscribe(subscriber: Subscriber): () => void
  /** Registers a secret that must never be seen; values shorter than 4 characters are ignored. */
  hide(secret: string | undefined): void
  /** The text with every registered secret replaced by `***`. */
  mask(text: string): string
}

export function createEvents(): Events {
  const subscribers = new Set<Subscriber>()
  const secrets = new Set<string>()
  const mask = (text: string): string => {
    let masked = text
    for (const secret of secrets) masked = masked.replaceAll(secret, '***')
    return masked
  }
  return {
    emit(event) {
      const masked = Object.fromEntries(
        Object.entries(event).map(([key, value]) => [
          key,
          typeof value === 'string' && key !== 'type' ? mask(value) : value,
        ]),
      ) as AzdoEvent
      for (const subscriber of subscribers) {
        try {
          subscriber(masked)
        } catch {
          // A subscriber that fails must not break what it observes.
        }
      }
    },
    subscribe(subscriber) {
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    },
    hide(secret) {
      if (secret !== undefined && secret.length >= 4) {
        secrets.add(secret)
        secrets.add(encodeURIComponent(secret))
      }
    },
    mask,
  }
}
