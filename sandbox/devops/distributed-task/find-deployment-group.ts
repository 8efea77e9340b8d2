import { createDeploymentGroups, type DeploymentGroup } from '../../data/agents/deployment-groups.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import type { EndpointCall } from '../route.js'
import { taskError } from './task-error.js'

/** The deployment groups of the project of the address. */
export function groupsOf(call: EndpointCall): DeploymentGroup[] {
  return call.organization.part(createDeploymentGroups).of(projectOf(call))
}

/** The deployment group of the address; 404 when the project has none with that id. */
export function findGroup(call: EndpointCall): DeploymentGroup {
  const id = pathNumber(call, 'deploymentGroupId')
  const found = groupsOf(call).find((group) => group.id === id)
  if (found) return found
  const message = `No deployment group found with identifier ${id}.`
  throw taskError(404, 'DeploymentGroupNotFoundException', message)
}
