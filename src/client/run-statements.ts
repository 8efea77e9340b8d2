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

/** One statement with the values of its parameters, in PostgreSQL's text form. */
export interface BoundStatement {
  readonly text: string
  readonly values: readonly (string | null)[]
  /** Rows that are asked for; when there are as many, `complete` hears of no tag. */
  readonly mostRows: number
}

/** What of pg's connection is used to speak the protocol. */
interface Speaker {
  query(text: string): void
  parse(message: { text: string; name: string; types: readonly number[] }): void
  bind(message: { portal: string; statement: string; values: readonly (string | null)[] }): void
  describe(message: { type: 'P'; name: string }): void
  execute(message: { portal: string; rows: number }): void
  sync(): void
  sendCopyFail(reason: string): void
}

/**
 * Runs one or more statements by the simple query protocol (PostgreSQL manual, 54.2.2) and hands their results to the
 * sink in PostgreSQL's text form, without holding rows: the socket is paused while the sink is full.
 * Rejects with the server's DatabaseError, a connection error, or what the sink threw.
 */
export function runStatements(client: Client, sql: string, sink: ResultSink): Promise<void> {
  return submit(client, sink, {
    begin: (speaker) => speaker.query(sql),
    refuseCopy: (speaker) => speaker.sendCopyFail(noCopy),
  })
}

/** Runs one statement with parameters, and no more of its rows than asked for (manual, 54.2.3). Otherwise as runStatements. */
export function runBoundStatement(
  client: Client,
  { text, values, mostRows }: BoundStatement,
  sink: ResultSink,
): Promise<void> {
  return submit(client, sink, {
    begin(speaker) {
      speaker.parse({ text, name: '', types: [] })
      speaker.bind({ portal: '', statement: '', values })
      speaker.describe({ type: 'P', name: '' })
      speaker.execute({ portal: '', rows: mostRows })
      speaker.sync()
    },
    refuseCopy(speaker) {
      speaker.sendCopyFail(noCopy)
      // The one before was passed over: a server that waits for data does not look at it.
      speaker.sync()
    },
  })
}

const noCopy = 'COPY FROM STDIN is not available here'

function submit(
  client: Client,
  sink: ResultSink,
  how: { begin(speaker: Speaker): void; refuseCopy(speaker: Speaker): void },
): Promise<void> {
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
    const complete = (tag: string): void => {
      guarded(() => sink.complete(tag, rows))
      rows = 0
    }
    // What pg calls for the active query. Its own Query would parse every value and keep names apart in objects.
    const query = {
      submit: (speaker: Speaker) => {
        how.begin(speaker)
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
      handleCommandComplete: (message: { text: string }) => complete(message.text),
      handleCopyData: (message: { chunk: Buffer }) => guarded(() => sink.copied(message.chunk)),
      handleCopyInResponse: (speaker: Speaker) => how.refuseCopy(speaker),
      handleEmptyQuery: () => undefined,
      handlePortalSuspended: () => complete(''),
      handleError: (error: Error) => reject(error),
      handleReadyForQuery: () => resolve(),
    }
    client.query(query as never)
  })
}
