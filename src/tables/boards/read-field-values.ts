import { readIdentityText } from '../read-identity.js'

/** Values of fields with each identity as `Name <unique name>`: revisions come with either form (facts 5.4). */
export function readFieldValues(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null) return null
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readIdentityText(one) ?? one]))
}
