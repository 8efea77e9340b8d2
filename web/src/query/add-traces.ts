import type { Trace } from '../../../src/console/api-schema.js'

/** What a query read of the service, from the traces of its statements; one entry for each table and way of asking. */
export function addTraces(traces: readonly Trace[]): Trace {
  const sum = (of: (trace: Trace) => number): number => traces.reduce((total, trace) => total + of(trace), 0)
  const scans = new Map<string, Trace['scans'][number]>()
  for (const scan of traces.flatMap((trace) => trace.scans)) {
    const key = JSON.stringify([scan.table, scan.pushed, scan.shared ?? false, scan.held ?? false])
    const known = scans.get(key)
    scans.set(key, {
      ...scan,
      requests: scan.requests + (known?.requests ?? 0),
      rows: scan.rows + (known?.rows ?? 0),
    })
  }
  return {
    requests: sum((trace) => trace.requests),
    bytes: sum((trace) => trace.bytes),
    rows: sum((trace) => trace.rows),
    scans: [...scans.values()],
  }
}
