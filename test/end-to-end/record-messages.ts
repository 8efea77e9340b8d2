import type { EventEmitter } from 'node:events'
import type pg from 'pg'
import { startWriting } from '../whole-suite/suite-record.js'

/** Keeps every error and notice that the gateway sends to a client, all fields of it, for the check of the whole run. */
export function recordMessages(client: pg.Client): void {
  const record = startWriting('an error or notice of the gateway')
  const { connection } = client as unknown as { connection: EventEmitter }
  for (const name of ['errorMessage', 'notice'])
    connection.on(name, (message: Error) =>
      record(`${JSON.stringify({ ...message, message: message.message })}\n`),
    )
}
