import type { Person } from '../../data/people.js'

/** Whether a filter (id, display name or unique name, whatever the case) means this person. */
export function matchesPerson({ id, displayName, uniqueName }: Person, wanted: string): boolean {
  const text = wanted.toLowerCase()
  return (
    id === text ||
    displayName.toLowerCase() === text ||
    (uniqueName !== '' && uniqueName.toLowerCase() === text)
  )
}
