import type { Connection } from 'pg'

/** Parameters as a client's Parse and Bind messages gave them. */
export interface BoundParameters {
  /** Type OIDs of Parse; fewer than values, or 0, where the client left a type open. */
  readonly types: readonly number[]
  /** Format codes of Bind: none (all text), one for all, or one each. 0 text, 1 binary. */
  readonly formats: readonly number[]
  readonly values: readonly (Buffer | null)[]
}

/**
 * A statement that returns one text value, sent by the extended protocol with a client's own parameter bytes, as an
 * object that pg's `client.query` takes. The result is undefined when the statement returned no row.
 */
export function boundQuery(
  sql: string,
  parameters: BoundParameters,
): { query: Submitted; result: Promise<string | undefined> } {
  let done: (value: string | undefined) => void
  let fail: (thrown: Error) => void
  const result = new Promise<string | undefined>((resolve, reject) => ([done, fail] = [resolve, reject]))
  let text: string | undefined
  const query: Submitted = {
    submit(connection) {
      const line = connection as WireConnection
      line.stream.cork()
      // The declared type says names of types, the driver writes OIDs.
      line.parse({ name: '', text: sql, types: [...parameters.types] as never }, true)
      line.stream.write(bindMessage(parameters))
      line.execute({ portal: '', rows: '0' } as never, true)
      line.sync()
      line.stream.uncork()
      return undefined
    },
    handleRowDescription() {},
    handleDataRow(message) {
      text = (text ?? '') + (message.fields[0] ?? '').toString()
    },
    handleCommandComplete() {},
    handleEmptyQuery() {},
    handlePortalSuspended() {},
    handleCopyInResponse(connection) {
      ;(connection as unknown as { sendCopyFail(reason: string): void }).sendCopyFail('not expected')
    },
    handleCopyData() {},
    handleError(thrown) {
      fail(thrown)
    },
    handleReadyForQuery() {
      done(text)
    },
  }
  return { query, result }
}

/** What pg calls on a query that it did not make itself. */
export interface Submitted {
  submit(connection: Connection): undefined
  handleRowDescription(message: {
    readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
  }): void
  handleDataRow(message: { fields: readonly (Buffer | string | null)[] }): void
  handleCommandComplete(): void
  handleEmptyQuery(): void
  handlePortalSuspended(): void
  handleCopyInResponse(connection: Connection): void
  handleCopyData(): void
  handleError(thrown: Error): void
  handleReadyForQuery(): void
}

interface WireConnection extends Connection {
  readonly stream: Connection['stream'] & { cork(): void; uncork(): void; write(bytes: Buffer): boolean }
}

/** A Bind message for the unnamed statement and portal, results as text (PostgreSQL manual, Message Formats). */
export function bindMessage({ formats, values }: BoundParameters): Buffer {
  const int16 = (value: number): Buffer => {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16BE(value)
    return bytes
  }
  const int32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(value)
    return bytes
  }
  const body = Buffer.concat([
    Buffer.from([0, 0]),
    int16(formats.length),
    ...formats.map(int16),
    int16(values.length),
    ...values.flatMap((value) => (value === null ? [int32(-1)] : [int32(value.length), value])),
    int16(0),
  ])
  return Buffer.concat([Buffer.from('B'), int32(body.length + 4), body])
}
