import type { Organization } from '../../data/organization.js'
import { guid, streams } from '../../data/random.js'

/** Work the service does after it has answered, in the words of the REST specification. */
export interface QueuedOperation {
  readonly id: string
  status: 'queued' | 'inProgress' | 'succeeded'
}

/** The operations of the organization that were queued since the start. */
export interface OperationQueue {
  /** Queues work: `begin` happens soon after `now`, `finish` about a second after it. */
  add(now: number, work: { begin?(): void; finish(): void }): QueuedOperation
  find(id: string): QueuedOperation | undefined
  /** Does all that is due at a time. */
  settle(now: number): void
}

/** Milliseconds an operation waits, and after which it is done. */
const begins = 300
const finishes = 1000

/** A queue without operations. */
export function createOperationQueue({ seed }: Organization): OperationQueue {
  const known = new Map<string, QueuedOperation>()
  let pending: { at: number; happen(): void }[] = []
  return {
    add(now, { begin, finish }) {
      const id = guid(seed, streams.createdLater, streams.organization, known.size)
      const operation: QueuedOperation = { id, status: 'queued' }
      known.set(id, operation)
      pending.push(
        {
          at: now + begins,
          happen() {
            begin?.()
            operation.status = 'inProgress'
          },
        },
        {
          at: now + finishes,
          happen() {
            finish()
            operation.status = 'succeeded'
          },
        },
      )
      return operation
    },
    find: (id) => known.get(id.toLowerCase()),
    settle(now) {
      if (pending.length === 0) return
      const due = pending.filter(({ at }) => at <= now)
      if (due.length === 0) return
      pending = pending.filter(({ at }) => at > now)
      for (const { happen } of due.sort((a, b) => a.at - b.at)) happen()
    },
  }
}
