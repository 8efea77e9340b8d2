import { progressCode, readTrace, traceCode, type Notice, type Trace } from '../client/trace-notice.js'
import type { Terminal } from './cli-io.js'

/** Milliseconds between two lines of progress where lines cannot be rewritten. */
const progressPause = 2000

export interface NoticeReader {
  hear(notice: Notice): void
  /** Takes the progress line off the terminal. */
  clear(): void
  /** The sum of the traces heard so far; starts anew when `fresh`. */
  trace(fresh?: boolean): Trace
}

/**
 * Sorts a session's notices: traces are added up, progress is shown on stderr (one rewritten line on a terminal, else a
 * line at most every 2 seconds), everything else is printed as `notice: …`.
 */
export function createNoticeReader(
  stderr: Terminal,
  note: (line: string) => void,
  mask: (text: string) => string,
): NoticeReader {
  let traces: Trace[] = []
  let shown = false
  let lastAt = -Infinity
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K')
    shown = false
  }
  return {
    hear(notice) {
      if (notice.code === traceCode) {
        const trace = readTrace(notice.detail)
        if (trace !== undefined) traces.push(trace)
      } else if (notice.code === progressCode) {
        const text = mask(notice.message ?? '')
        if (stderr.isTTY === true) {
          stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`)
          shown = true
        } else if (performance.now() - lastAt >= progressPause) {
          lastAt = performance.now()
          note(text)
        }
      } else {
        clear()
        note(`${(notice.severity ?? 'notice').toLowerCase()}: ${notice.message ?? ''}`)
      }
    },
    clear,
    trace(fresh = false) {
      const sum = (pick: (trace: Trace) => number) => traces.reduce((total, trace) => total + pick(trace), 0)
      const added = {
        requests: sum((trace) => trace.requests),
        bytes: sum((trace) => trace.bytes),
        rows: sum((trace) => trace.rows),
        scans: traces.flatMap((trace) => trace.scans),
      }
      if (fresh) traces = []
      return added
    },
  }
}
