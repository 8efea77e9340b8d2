import { bindMessage, type BoundParameters, type Submitted } from './explain-query.js'

/** What a query returns, values in PostgreSQL's text form. */
export interface BoundRows {
  readonly columns: readonly { readonly name: string; readonly typeOid: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/**
 * A query, sent by the extended protocol with a client's own parameter bytes, as an object that pg's `client.query` takes.
 */
export function boundRows(
  sql: string,
  parameters: BoundParameters,
): { query: Submitted; result: Promise<BoundRows> } {
  let columns: BoundRows['columns'] = []
  const rows: (string | null)[][] = []
  let done: (found: BoundRows) => void
  let fail: (thrown: Error) => void
  const result = new Promise<BoundRows>((resolve, reject) => ([done, fail] = [resolve, reject]))
  const query: Submitted = {
    submit(connection) {
      const line = connection as unknown as Line
      line.stream.cork()
      line.parse({ name: '', text: sql, types: [...parameters.types] })
      line.stream.write(bindMessage(parameters))
      line.describe({ type: 'P', name: '' })
      line.execute({ portal: '', rows: '0' })
      line.sync()
      line.stream.uncork()
      return undefined
    },
    handleRowDescription({ fields }) {
      columns = fields.map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID }))
    },
    handleDataRow({ fields }) {
      rows.push(fields.map((field) => field?.toString() ?? null))
    },
    handleCommandComplete() {},
    handleEmptyQuery() {},
    handlePortalSuspended() {},
    handleCopyInResponse() {},
    handleCopyData() {},
    handleError: (thrown) => fail(thrown),
    handleReadyForQuery: () => done({ columns, rows }),
  }
  return { query, result }
}

/** What of pg's connection is used here; the driver's types say less. */
interface Line {
  readonly stream: { cork(): void; uncork(): void; write(bytes: Buffer): boolean }
  parse(message: { name: string; text: string; types: readonly number[] }): void
  describe(message: { type: 'P'; name: string }): void
  execute(message: { portal: string; rows: string }): void
  sync(): void
}
