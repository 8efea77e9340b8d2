/** Numbers from 0 (included) to 1 (excluded), the same ones for the same keys. */
export type Random = () => number

/** Mixes whole numbers into one 32-bit number (the finalizer of MurmurHash3 after each key). */
export function mix(...keys: number[]): number {
  let hash = 0x9e3779b9
  for (const key of keys) {
    hash = Math.imul(hash ^ key, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash >>> 0
}

/** A stream of numbers (the mulberry32 generator) that depends on the keys alone. */
export function randomStream(...keys: number[]): Random {
  let state = mix(...keys)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296
  }
}

/** A whole number from 0 to limit - 1. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit)
}

/** One of the list, which must not be empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)] as T
}

/** A GUID (version 4 layout, RFC 9562) that depends on the keys alone. */
export function guid(...keys: number[]): string {
  const random = randomStream(...keys)
  let digits = ''
  for (let position = 0; position < 32; position++) {
    const digit = position === 12 ? 4 : position === 16 ? 8 + below(random, 4) : below(random, 16)
    digits += digit.toString(16)
  }
  return [0, 8, 12, 16, 20].map((from, at, all) => digits.slice(from, all[at + 1])).join('-')
}

/** Names of the independent streams, so that adding one does not shift another. */
export const streams = {
  organization: 1,
  person: 2,
  project: 3,
  team: 4,
  node: 5,
  workItem: 6,
  members: 7,
  field: 8,
  process: 9,
  picklist: 10,
  latency: 100,
  past: 11,
  earlier: 12,
  link: 13,
  comment: 14,
  query: 15,
  tag: 16,
  template: 17,
  reaction: 18,
  gitRepository: 20,
  gitHistory: 21,
  gitBranch: 22,
  pullRequest: 23,
  pullRequestDiscussion: 24,
  policy: 25,
  pullRequestHistory: 26,
  agentPool: 30,
  buildDefinition: 31,
  build: 32,
  buildTimeline: 33,
  buildLog: 34,
  releaseDefinition: 35,
  release: 36,
  variableGroup: 37,
  taskGroup: 38,
  environment: 39,
  deploymentGroup: 40,
  secureFile: 41,
  serviceEndpoint: 42,
  pipelineCheck: 43,
  pipelineApproval: 44,
  graphGroup: 55,
  securityIdentifier: 56,
  stakeholder: 57,
  entitlement: 58,
  application: 59,
  createdLater: 60,
  board: 61,
  capacity: 62,
  processModel: 63,
  deliveryPlan: 64,
  testPlan: 65,
  testRun: 66,
  testResult: 67,
  wiki: 68,
  wikiView: 69,
  feed: 70,
  packageVersion: 71,
  packageMetric: 72,
  dashboard: 73,
  widget: 74,
  auditEntry: 75,
  hook: 76,
  favorite: 77,
  testCoverage: 78,
  tenant: 80,
} as const
