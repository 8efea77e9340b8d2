import { SandboxError } from '../server/sandbox-error.js'
import { readLatency, type Latency } from './latency.js'

/*
 * The grammar of --faults and of POST /_sandbox/faults (docs/sandbox.md tells what each fault does):
 *
 *   spec    = "" | "none" | part *("," part)
 *   part    = fault ":" when ["@" path] | setting
 *   when    = every | "burst=" length "@" gap
 *   path    = what follows the organization, its project and team left out, such as /_apis/wit/wiql: strikes this and
 *             what is below it; for addresses without _apis the whole path
 *   setting = "retry-after=" seconds | "drip-ms=" milliseconds | "latency=" latency (latency.ts)
 *
 *   every   = a whole number from 1: the fault strikes every so many requests
 *   burst   = after every `gap` requests, `length` in a row are struck
 *   retry-after: what Retry-After says with 429 and 503 (1 unless given)
 *   drip-ms: pause between the pieces of a dripping answer (100 unless given)
 *
 * Each rule counts the requests of its path, from 1 when the spec is set; only requests to Azure DevOps that carry a
 * good credential count. When several faults are due at once, the one named first strikes. Nothing is random but
 * latencies, and those follow the seed.
 */

const FAULTS = [
  '429',
  '500',
  '502',
  '503',
  '504',
  'bom-503',
  'reset',
  'hang',
  'truncate',
  'malformed',
  'drip',
  'wrong-type',
  'html',
  'signin',
  'expired',
  'empty-401',
  'vs402490',
  'vs402491',
] as const

export type Fault = (typeof FAULTS)[number]

/** Faults that only queries of work items know; they strike nothing else unless a path is given. */
const QUERY_FAULTS: ReadonlySet<Fault> = new Set(['vs402490', 'vs402491'])
const QUERY_PATH = '/_apis/wit/wiql'

export interface FaultRule {
  fault: Fault
  /** Requests that pass, then requests that are struck, over and over. */
  passing: number
  striking: number
  /** In small letters; undefined: every request. */
  path: string | undefined
  /** The rule as it was given. */
  text: string
}

export interface FaultPlan {
  rules: readonly FaultRule[]
  /** Seconds that Retry-After says. */
  retryAfter: number
  /** Pause between the pieces of a dripping answer, in milliseconds. */
  dripMs: number
  latency: Latency | undefined
}

/** Reads a fault spec (grammar above). Throws SandboxError that names the part it can't read. */
export function parseFaultSpec(spec: string): FaultPlan {
  const rules: FaultRule[] = []
  const plan: FaultPlan = { rules, retryAfter: 1, dripMs: 100, latency: undefined }
  const trimmed = spec.trim()
  if (trimmed === '' || trimmed === 'none') return plan
  for (const part of trimmed.split(',').map((each) => each.trim())) {
    const rule = readRule(part)
    if (rule) rules.push(rule)
    else if (!readSetting(part, plan)) throw unreadable(spec, part)
  }
  return plan
}

function readRule(text: string): FaultRule | undefined {
  const parts = /^([a-z0-9-]+):(?:(\d{1,9})|burst=(\d{1,9})@(\d{1,9}))(?:@(\/\S*))?$/.exec(text)
  const fault = FAULTS.find((name) => name === parts?.[1])
  if (!parts || !fault) return undefined
  const [every, length, gap] = parts.slice(2, 5).map(Number) as [number, number, number]
  const burst = parts[2] === undefined
  const path =
    parts[5]?.toLowerCase().replace(/\/$/, '') ?? (QUERY_FAULTS.has(fault) ? QUERY_PATH : undefined)
  const rule = { fault, passing: burst ? gap : every - 1, striking: burst ? length : 1, path, text }
  return rule.passing < 0 || rule.striking < 1 ? undefined : rule
}

function readSetting(text: string, plan: FaultPlan): boolean {
  const [, name, value = ''] = /^(retry-after|drip-ms|latency)=(\S+)$/.exec(text) ?? []
  if (name === 'latency') {
    plan.latency = readLatency(value)
    return plan.latency !== undefined
  }
  if (name === undefined || !/^\d{1,6}$/.test(value)) return false
  if (name === 'retry-after') plan.retryAfter = Number(value)
  else plan.dripMs = Number(value)
  return true
}

function unreadable(spec: string, part: string): SandboxError {
  return new SandboxError(
    `The fault spec "${spec}" can't be read: "${part}" is not FAULT:EVERY or retry-after=SECONDS.`,
    `FAULT is one of ${FAULTS.join(', ')}; EVERY is a whole number from 1, or burst=LENGTH@GAP; @/_apis/... after it picks ` +
      'an endpoint. Settings are retry-after=SECONDS, drip-ms=MS and latency=MS, latency=uniform:LOW-HIGH or ' +
      'latency=lognormal:MEDIAN:FACTOR. Example: 429:5,503:burst=20@200@/_apis/wit,retry-after=2',
  )
}
