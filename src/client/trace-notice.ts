/** What the gateway says of one statement: code AZT01, as JSON in the notice's detail. */
export interface Trace {
  readonly requests: number
  readonly bytes: number
  readonly rows: number
  readonly scans: readonly unknown[]
}

/** The part of a PostgreSQL notice that is looked at. */
export interface Notice {
  readonly code?: string
  readonly message?: string
  readonly detail?: string
  readonly hint?: string
  readonly severity?: string
}

/** SQLSTATE of the notice whose detail is a statement's trace. */
export const traceCode = 'AZT01'
/** SQLSTATE of the notice that says how far a long read has come; its detail has the counts so far, as a trace has them. */
export const progressCode = 'AZP01'

/** The trace in a notice's detail, or the counts of one that grows, which have no scans; undefined when there is none. */
export function readTrace(detail: string | undefined): Trace | undefined {
  try {
    const { requests = 0, bytes = 0, rows = 0, scans = [] } = JSON.parse(detail ?? '') as Partial<Trace>
    return { requests, bytes, rows, scans }
  } catch {
    return undefined
  }
}
