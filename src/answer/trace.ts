import type { ScanTrace } from '../fetch/fetch-parts.js'
import type { Wait } from '../rest/rest-client.js'

/** How much was read from the service. */
export interface Counts {
  readonly requests: number
  /** Bytes of the answers' bodies. */
  readonly bytes: number
  readonly rows: number
}

/** What a statement took from the service. */
export interface Trace extends Counts {
  readonly scans: readonly Omit<ScanTrace, 'bytes'>[]
  /** How long each stage took, ms. */
  readonly stages: Stages
}

/** How long each stage of an answer took, ms. */
export interface Stages {
  /** Explaining the statement and turning its plan into requests. */
  plan: number
  /** Reading from the service and reconciling. */
  fetch: number
}

/** Runs a stage and adds its time. */
export async function timed<T>(stages: Stages, stage: keyof Stages, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  try {
    return await run()
  } finally {
    stages[stage] += performance.now() - started
  }
}

/** What reads have taken so far, all together. */
export function countsOf(scans: readonly ScanTrace[]): Counts {
  const sum = (of: (scan: ScanTrace) => number): number => scans.reduce((total, scan) => total + of(scan), 0)
  return {
    requests: sum(({ requests }) => requests),
    bytes: sum(({ bytes }) => bytes),
    rows: sum(({ rows }) => rows),
  }
}

/** The trace of a statement's reads. */
export function traceOf(scans: readonly ScanTrace[], stages: Stages): Trace {
  return {
    ...countsOf(scans),
    scans: scans.map(({ table, pushed, requests, rows, shared, held }) => ({
      table,
      pushed,
      requests,
      rows,
      ...(shared && { shared }),
      ...(held && { held }),
    })),
    stages: { plan: Math.round(stages.plan), fetch: Math.round(stages.fetch) },
  }
}

/** A wait in words for people. */
export function waitWords({ why, ms, reason }: Wait): string {
  const time = `${Math.max(1, Math.round(ms / 1000))} s`
  return why === 'throttled'
    ? `Azure DevOps limits how much may be asked of it: waiting ${time}`
    : `Azure DevOps answered with ${reason}: asking again in ${time}`
}
