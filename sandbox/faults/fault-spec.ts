import { SandboxError } from '../server/sandbox-error.js'

/*
 * The grammar of --faults and of POST /_sandbox/faults:
 *
 *   spec    = "" | "none" | part *("," part)
 *   part    = fault ":" every | "retry-after=" seconds
 *   fault   = "429" | "500" | "502" | "503" | "504" | "reset" | "truncate" | "signin" | "malformed"
 *   every   = a whole number from 1: the fault strikes every so many requests
 *   seconds = a whole number from 0: what Retry-After says with 429 and 503 (1 unless given)
 *
 * Requests are counted from 1 when the spec is set; only requests to Azure DevOps that carry a good
 * credential count. When several faults are due at once, the one named first strikes. Nothing is random.
 *
 *   429        Too Many Requests with TF400733 and Retry-After; the request is not carried out
 *   500        Internal Server Error with TF400898; not carried out
 *   502, 504   an HTML page as gateways send it; not carried out
 *   503        an HTML page with Retry-After; not carried out
 *   reset      the connection is cut without an answer; not carried out
 *   truncate   the request is carried out, the connection is cut after half of the answer's body
 *   signin     203 with the sign-in page; not carried out
 *   malformed  the request is carried out, and half of the answer's JSON is sent as if it were whole
 */

const FAULTS = ['429', '500', '502', '503', '504', 'reset', 'truncate', 'signin', 'malformed'] as const

export type Fault = (typeof FAULTS)[number]

export interface FaultPlan {
  rules: readonly { fault: Fault; every: number }[]
  /** Seconds that Retry-After says. */
  retryAfter: number
}

/** Reads a fault spec (grammar above). Throws SandboxError that names the part it can't read. */
export function parseFaultSpec(spec: string): FaultPlan {
  const rules: { fault: Fault; every: number }[] = []
  let retryAfter = 1
  const parts = spec.trim() === 'none' ? [] : spec.split(',').map((part) => part.trim())
  for (const part of parts) {
    if (part === '' && parts.length === 1) break
    const wait = /^retry-after=(\d{1,6})$/.exec(part)
    if (wait) {
      retryAfter = Number(wait[1])
      continue
    }
    const rule = /^([a-z0-9]+):(\d{1,9})$/.exec(part)
    const fault = FAULTS.find((name) => name === rule?.[1])
    const every = Number(rule?.[2])
    if (!fault || every < 1) {
      throw new SandboxError(
        `The fault spec "${spec}" can't be read: "${part}" is not FAULT:EVERY or retry-after=SECONDS.`,
        `FAULT is one of ${FAULTS.join(', ')}; EVERY is a whole number from 1. Example: 429:5,reset:11,retry-after=2`,
      )
    }
    rules.push({ fault, every })
  }
  return { rules, retryAfter }
}
