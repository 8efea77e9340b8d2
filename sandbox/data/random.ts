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
} as const
