import type { Person } from '../../../data/people.js'

/** Whom a value names, or why nobody can be meant. */
export type FoundPerson = Person | 'unknown' | 'ambiguous'

/**
 * Finds whom a written value means: `Name <unique name>`, a unique name, an id or descriptor, a display name that only
 * one has, or an object with any of these (facts 5.3).
 */
export function findPerson(people: readonly Person[], value: unknown): FoundPerson {
  if (typeof value === 'object' && value !== null) {
    const { descriptor, id, uniqueName, displayName } = value as Partial<Record<keyof Person, unknown>>
    for (const known of [descriptor, id, uniqueName, displayName]) {
      if (typeof known === 'string' && known !== '') return findByText(people, known)
    }
    return 'unknown'
  }
  return typeof value === 'string' ? findByText(people, value) : 'unknown'
}

function findByText(people: readonly Person[], text: string): FoundPerson {
  const inBrackets = /<([^<>]+)>\s*$/.exec(text)?.[1]
  const wanted = (inBrackets ?? text).trim().toLowerCase()
  const exact = people.find(
    ({ id, uniqueName, descriptor }) =>
      uniqueName.toLowerCase() === wanted ||
      id.toLowerCase() === wanted ||
      descriptor.toLowerCase() === wanted,
  )
  if (exact) return exact
  const named = people.filter(({ displayName }) => displayName.toLowerCase() === wanted)
  if (named.length > 1) return 'ambiguous'
  return named[0] ?? 'unknown'
}
