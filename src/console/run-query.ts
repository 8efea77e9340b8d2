import { splitStatements } from '../answer/split-statements.js'
import { openGatewaySession } from '../client/gateway-session.js'
import { searchPath } from '../client/search-path.js'
import { progressCode, readTrace, traceCode, type Notice } from '../client/trace-notice.js'
import type { QueryLine, Trace } from './api-schema.js'
import type { ConsoleParts } from './console-parts.js'
import type { LineStream } from './line-stream.js'
import { queryErrorLine, tooManyStatements } from './query-error.js'
import { resultLines } from './result-lines.js'

/** A query to be run. */
export interface Query {
  /** The name of a connection that is set up. */
  readonly connection: string
  readonly sql: string
  readonly parameters: readonly (string | null)[]
  readonly maxRows: number
}

/** How the console's sessions are named in the list of them. */
const application = 'azdo console'

/**
 * Runs a query through the gateway, over the wire as any other client, one statement after the other in one session; what
 * comes of it goes into the stream as it comes. Never throws: a failure is the last line.
 */
export async function runQuery(
  query: Query,
  stream: LineStream<QueryLine>,
  { gateway, events }: Pick<ConsoleParts, 'gateway' | 'events'>,
  stop: AbortSignal,
): Promise<void> {
  let at = { statement: 0, before: 0 }
  const hear = (notice: Notice): void => {
    const line = noticeLine(notice, at.statement, events.mask)
    if (line !== undefined) stream.send(line)
  }
  try {
    const statements = splitStatements(query.sql)
    if (query.parameters.length > 0 && statements.length > 1) throw tooManyStatements()
    const session = await openGatewaySession(gateway, settingsFor(query.connection), hear, application)
    try {
      for (const [statement, { text, before }] of statements.entries()) {
        at = { statement, before }
        const startedAt = performance.now()
        const results = resultLines(stream, { statement, maxRows: query.maxRows, startedAt })
        const bound = { text, values: query.parameters, mostRows: query.maxRows + 1 }
        await session.runBound(bound, results, stop)
        results.done()
        await stream.drained()
      }
    } finally {
      await session.close().catch(() => undefined)
    }
  } catch (thrown) {
    stream.send(queryErrorLine(thrown, at, events.mask))
  }
}

/** Values are shown in one form whatever the server's defaults. */
function settingsFor(connection: string): Record<string, string> {
  return {
    'azdo.progress': 'on',
    'azdo.trace': 'on',
    DateStyle: 'ISO',
    TimeZone: 'UTC',
    search_path: searchPath(connection),
  }
}

function noticeLine(
  { code, severity = 'NOTICE', message = '', detail, hint }: Notice,
  statement: number,
  mask: (text: string) => string,
): QueryLine | undefined {
  if (code === traceCode || code === progressCode) {
    const trace = readTrace(detail) as Trace | undefined
    if (code === progressCode) return { statement, progress: mask(message), ...(trace && { soFar: trace }) }
    return trace && { statement, trace }
  }
  const more = { ...(detail && { detail: mask(detail) }), ...(hint && { hint: mask(hint) }) }
  return { notice: { severity, message: mask(message), ...more } }
}
