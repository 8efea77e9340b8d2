import type { Client } from 'pg'

/** A column of a result. */
export interface ResultField {
  readonly name: string
  /** Type OID. */
  readonly type: number
}

/** Receives results as they arrive. `false` from row or copied: hold the rest back until `drained`. */
export interface ResultSink {
  fields(fields: readonly ResultField[]): void
  row(values: readonly (string | null)[]): boolean
  /** A statement ended; `tag` is its command tag (`SELECT 3`), `rows` the rows handed over. */
  complete(tag: string, rows: number): void
  /** Data of a COPY TO STDOUT. */
  copied(bytes: Buffer): boolean
  drained(): Promise<void>
}

interface CopySource {
  sendCopyFail(reason: string): void
}

/**
 * Runs one or more statements by the simple query protocol (PostgreSQL manual, 54.2.2) and hands their results to the
 * sink in PostgreSQL's text form, without holding rows: the socket is paused while the sink is full.
 * Rejects with the server's DatabaseError, a connection error, or what the sink threw.
 */
export function runStatements(client: Client, sql: string, sink: ResultSink): Promise<void> {
  const { stream } = client.connection
  return new Promise((resolve, reject) => {
    let rows = 0
    const guarded = (run: () => boolean | void): void => {
      try {
        if (run() === false && !stream.isPaused()) {
          stream.pause()
          void sink.drained().then(() => stream.resume())
        }
      } catch (error) {
        reject(error as Error)
        stream.destroy()
      }
    }
    // What pg calls for the active query. Its own Query would parse every value and keep names apart in objects.
    const query = {
      submit: (connection: { query(text: string): void }) => {
        connection.query(sql)
        return null
      },
      handleRowDescription: (message: { fields: readonly { name: string; dataTypeID: number }[] }) => {
        rows = 0
        guarded(() =>
          sink.fields(message.fields.map((field) => ({ name: field.name, type: field.dataTypeID }))),
        )
      },
      handleDataRow: (message: { fields: (string | null)[] }) => {
        rows++
        guarded(() => sink.row(message.fields))
      },
      handleCommandComplete: (message: { text: string }) => {
        guarded(() => sink.complete(message.text, rows))
        rows = 0
      },
      handleCopyData: (message: { chunk: Buffer }) => guarded(() => sink.copied(message.chunk)),
      handleCopyInResponse: (connection: CopySource) =>
        connection.sendCopyFail('COPY FROM STDIN is not available here'),
      handleEmptyQuery: () => undefined,
      handlePortalSuspended: () => undefined,
      handleError: (error: Error) => reject(error),
      handleReadyForQuery: () => resolve(),
    }
    client.query(query as never)
  })
}
