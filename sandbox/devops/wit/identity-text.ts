import type { Person } from '../../data/people.js'

/** An identity as one text, `Name <unique name>` (facts 5.3); the name alone for accounts without a unique name. */
export function nameAndUniqueName({ displayName, uniqueName }: Person): string {
  return uniqueName === '' ? displayName : `${displayName} <${uniqueName}>`
}
