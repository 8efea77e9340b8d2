/** Random choices that a seed repeats. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number
  /** True in one of `oneIn` cases on average. */
  chance(oneIn: number): boolean
  pick<T>(from: readonly T[]): T
  /** One of the values, as often as its weight says. */
  weighted<T>(from: readonly (readonly [number, T])[]): T
  /** Up to `most` different ones, in random order. */
  some<T>(from: readonly T[], most: number): T[]
}

/** The generator "mulberry32" (Tommy Ettinger), public domain: 32 bits of state are enough for tests. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number) => Math.floor(next() * below)
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error('nothing to pick from')
    return from[int(from.length)]!
  }
  return {
    int,
    pick,
    chance: (oneIn) => next() * oneIn < 1,
    weighted(from) {
      let left = next() * from.reduce((sum, [weight]) => sum + weight, 0)
      return (from.find(([weight]) => (left -= weight) < 0) ?? from.at(-1)!)[1]
    },
    some(from, most) {
      const left = [...from]
      const taken: (typeof from)[number][] = []
      for (let n = Math.min(most, left.length); n > 0; n--) taken.push(...left.splice(int(left.length), 1))
      return taken
    },
  }
}
