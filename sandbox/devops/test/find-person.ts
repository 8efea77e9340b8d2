import type { Person } from '../../data/people.js'
import { badArgument } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/**
 * Whom a body or parameter names: by id, unique name or display name, or as an object with one of those. Undefined when
 * absent; 400 for nobody of the organization.
 */
export function findPerson(call: EndpointCall, given: unknown): Person | undefined {
  if (given === undefined || given === null || given === '') return undefined
  const { id, uniqueName, displayName } =
    typeof given === 'object'
      ? (given as Record<string, unknown>)
      : { id: given, uniqueName: given, displayName: given }
  const { people } = call.organization
  const same = (a: string, b: unknown) => a !== '' && a.toLowerCase() === String(b ?? '').toLowerCase()
  const found =
    people.find((person) => same(person.id, id)) ??
    people.find((person) => same(person.uniqueName, uniqueName)) ??
    people.find((person) => same(person.displayName, displayName))
  if (found) return found
  const named = id ?? uniqueName ?? displayName
  if (named === undefined) return undefined
  if (same(call.caller.id, id)) return call.caller
  throw badArgument(`The identity "${String(named)}" is not known.`)
}
