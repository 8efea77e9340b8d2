import { randomStream, streams } from '../data/random.js'
import { parseFaultSpec, type Fault, type FaultPlan } from './fault-spec.js'
import { drawLatency } from './latency.js'

/** Decides which requests go wrong, by counting them. */
export interface FaultSchedule {
  /** Counts one request and gives the fault that strikes it, if any. `path` follows the organization. */
  next(path: string): Fault | undefined
  /** How long the next answer is held back, in milliseconds. */
  latencyMs(): number
  /** Takes another spec and starts counting anew. Throws SandboxError when the spec can't be read. */
  replace(spec: string): void
  /** The spec, and for each of its rules how many requests it has counted and struck. */
  report(): { spec: string; rules: { rule: string; requests: number; struck: number }[] }
  readonly plan: FaultPlan
}

/** A schedule for the spec (see fault-spec.ts). Throws SandboxError when the spec can't be read. */
export function createFaultSchedule(spec: string, seed: number): FaultSchedule {
  const begin = (text: string) => {
    const plan = parseFaultSpec(text)
    return {
      spec: text,
      plan,
      counts: plan.rules.map((rule) => ({ rule, requests: 0, struck: 0 })),
      random: randomStream(seed, streams.latency),
    }
  }
  let now = begin(spec)

  return {
    next(path) {
      if (now.counts.length === 0) return undefined
      const address = comparable(path)
      let struck: (typeof now.counts)[number] | undefined
      for (const count of now.counts) {
        const { path: below, passing, striking } = count.rule
        if (below !== undefined && !lies(address, below)) continue
        if (count.requests++ % (passing + striking) >= passing) struck ??= count
      }
      if (struck) struck.struck++
      return struck?.rule.fault
    },
    latencyMs() {
      return now.plan.latency ? drawLatency(now.plan.latency, now.random) : 0
    },
    replace(other) {
      now = begin(other)
    },
    report: () => ({
      spec: now.spec,
      rules: now.counts.map(({ rule, requests, struck }) => ({ rule: rule.text, requests, struck })),
    }),
    get plan() {
      return now.plan
    },
  }
}

/** The path as rules name it: in small letters, from `_apis` on where it has that. */
function comparable(path: string): string {
  const lowered = path.toLowerCase()
  const at = lowered.indexOf('/_apis')
  return at < 0 ? lowered : lowered.slice(at)
}

function lies(address: string, below: string): boolean {
  return address.startsWith(below) && (address.length === below.length || address[below.length] === '/')
}
