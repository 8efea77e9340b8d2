import type { WebApiTeam } from 'azure-devops-node-api/interfaces/CoreInterfaces.js'
import { createDirectory } from '../../data/people/directory.js'
import type { Team } from '../../data/teams.js'
import { identityAnswer, type IdentityOnWire } from '../identities/identity-answer.js'
import type { EndpointCall } from '../route.js'
import type { Wire } from '../wire.js'

/** A team; with `identity`, the group that it is. */
export function teamAnswer(
  call: EndpointCall,
  team: Team,
  expandIdentity: boolean,
): Omit<Wire<WebApiTeam>, 'identity'> & { identity?: IdentityOnWire } {
  const group = expandIdentity ? call.organization.part(createDirectory).teamGroup(team) : undefined
  return {
    id: team.id,
    name: team.name,
    url: `${call.base}/_apis/projects/${team.project.id}/teams/${team.id}`,
    description: team.description,
    identityUrl: `${call.base}/_apis/Identities/${team.id}`,
    projectName: team.project.name,
    projectId: team.project.id,
    ...(group ? { identity: identityAnswer(call, group, 'none') } : {}),
  }
}
