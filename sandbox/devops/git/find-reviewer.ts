import type { Person } from '../../data/people.js'
import type { Team } from '../../data/teams.js'
import { gitError } from './git-errors.js'
import type { EndpointCall } from '../route.js'

/** Someone, or a team, by id; otherwise a 400 (type key and words unconfirmed). */
export function findIdentity(call: EndpointCall, id: unknown): Person | Team {
  const wanted = String(id).toLowerCase()
  const { people, teams } = call.organization
  const found =
    people.find((person) => person.id === wanted) ??
    teams.find((team) => team.id === wanted) ??
    (call.caller.id === wanted ? call.caller : undefined)
  if (found) return found
  throw gitError(400, 'IdentityNotFoundException', `TF401444: The identity ${String(id)} could not be found.`)
}
