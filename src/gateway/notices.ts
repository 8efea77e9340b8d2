import type { Counts, Trace } from '../answer/answer.js'
import { writeNotice } from '../wire/report.js'

/** SQLSTATE of the notice whose detail is a statement's trace, sent when the client starts with `azdo.trace=on`. */
const traceCode = 'AZT01'
/** SQLSTATE of the notice that says how far a long read has come, sent when the client starts with `azdo.progress=on`. */
const progressCode = 'AZP01'
/** SQLSTATE of the notice that says that Azure DevOps makes a read wait. */
const waitCode = 'AZW01'
/** A session hears of waits no more often than this, ms. */
const waitNoticeEveryMs = 3_000

/** What a statement took from the service, for programs: JSON in the detail. */
export function traceNotice(trace: Trace): Buffer {
  const message = `azdo: ${trace.requests} requests, ${trace.rows} rows`
  return writeNotice({ severity: 'INFO', sqlstate: traceCode, message, detail: JSON.stringify(trace) })
}

/** How far a read has come: for people in words, for programs what it has taken so far, as JSON in the detail. */
export function progressNotice(text: string, soFar: Counts): Buffer {
  return writeNotice({
    severity: 'INFO',
    sqlstate: progressCode,
    message: text,
    detail: JSON.stringify(soFar),
  })
}

/** Makes the notices by which one session hears that its reads must wait; undefined when it heard so just now. */
export function createWaitNotices(
  now: () => number = () => performance.now(),
): (words: string) => Buffer | undefined {
  let lastAt = -Infinity
  return (words) => {
    if (now() - lastAt < waitNoticeEveryMs) return undefined
    lastAt = now()
    return writeNotice({ severity: 'NOTICE', sqlstate: waitCode, message: words })
  }
}
