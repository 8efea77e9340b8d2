import { parseFaultSpec, type Fault } from './fault-spec.js'

/** Decides which requests go wrong, by counting them. */
export interface FaultSchedule {
  /** Counts one request and gives the fault that strikes it, if any. */
  next(): Fault | undefined
  /** Takes another spec and starts counting anew. Throws SandboxError when the spec can't be read. */
  replace(spec: string): void
  /** Seconds that Retry-After says. */
  readonly retryAfter: number
}

/** A schedule for the spec (see fault-spec.ts). Throws SandboxError when the spec can't be read. */
export function createFaultSchedule(spec: string): FaultSchedule {
  let plan = parseFaultSpec(spec)
  let count = 0
  return {
    next() {
      count++
      return plan.rules.find((rule) => count % rule.every === 0)?.fault
    },
    replace(other) {
      plan = parseFaultSpec(other)
      count = 0
    },
    get retryAfter() {
      return plan.retryAfter
    },
  }
}
