import type { Trace } from '../answer/answer.js'
import { writeNotice } from '../wire/report.js'

/** SQLSTATE of the notice whose detail is a statement's trace, sent when the client starts with `azdo.trace=on`. */
const traceCode = 'AZT01'
/** SQLSTATE of the notice that says how far a long read has come, sent when the client starts with `azdo.progress=on`. */
const progressCode = 'AZP01'

/** What a statement took from the service, for programs: JSON in the detail. */
export function traceNotice(trace: Trace): Buffer {
  const message = `azdo: ${trace.requests} requests, ${trace.rows} rows`
  return writeNotice({ severity: 'INFO', sqlstate: traceCode, message, detail: JSON.stringify(trace) })
}

/** How far a read has come, for people. */
export function progressNotice(text: string): Buffer {
  return writeNotice({ severity: 'INFO', sqlstate: progressCode, message: text })
}
