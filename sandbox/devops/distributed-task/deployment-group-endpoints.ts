import type { DeploymentGroup } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import { createAgentPools } from '../../data/agents/agent-pools.js'
import type { DeploymentGroup as GroupModel } from '../../data/agents/deployment-groups.js'
import { projectOf } from '../build/find-build.js'
import { numbersParameter } from '../build/list-parameter.js'
import { badArgument } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { findGroup, groupsOf } from './find-deployment-group.js'
import { namedPage } from './named-page.js'
import { poolReference } from './pool-answer.js'
import { targetAnswer } from './target-endpoints.js'
import { taskError, taskLocation } from './task-error.js'
import type { Wire } from '../wire.js'
import { flagsParameter } from '../enum-value.js'

const shared = {
  scope: ['project'],
  versions: released(1),
  location: taskLocation('deploymentgroups', '083c4d89-ab35-45af-aa11-7cf66895c53e'),
} as const
const all = { ...shared, pattern: 'distributedtask/deploymentgroups' }
const one = { ...shared, pattern: 'distributedtask/deploymentgroups/{deploymentGroupId}' }

/** Deployment groups. */
export const deploymentGroupRoutes: readonly Route[] = [
  {
    ...all,
    method: 'GET',
    answer(call) {
      const name = call.query('name')?.toLowerCase()
      const ids = numbersParameter(call, 'ids')
      const found = groupsOf(call).filter(
        (group) => (!name || group.name.toLowerCase() === name) && (!ids || ids.has(group.id)),
      )
      return namedPage(
        call,
        found,
        ({ name: own }) => own,
        (group) => groupAnswer(call, group),
      )
    },
  },
  { ...all, method: 'POST', body: 'application/json', answer: addGroup },
  { ...one, method: 'GET', answer: (call) => ({ status: 200, body: groupAnswer(call, findGroup(call)) }) },
  {
    ...one,
    method: 'PATCH',
    body: 'application/json',
    answer(call) {
      const group = findGroup(call)
      const { name, description } = jsonBody(call.request)
      if (name !== undefined && name !== null) group.name = checkName(call, name, group)
      if (typeof description === 'string') group.description = description
      return { status: 200, body: groupAnswer(call, group) }
    },
  },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const groups = groupsOf(call)
      const group = findGroup(call)
      groups.splice(groups.indexOf(group), 1)
      call.organization.part(createAgentPools).removePool(group.pool.id)
      return { status: 204 }
    },
  },
]

function checkName(call: EndpointCall, name: unknown, before?: GroupModel): string {
  if (typeof name !== 'string' || name.trim() === '') throw badArgument('The deployment group has no name.')
  if (groupsOf(call).some((other) => other !== before && other.name.toLowerCase() === name.toLowerCase()))
    throw taskError(409, 'DeploymentGroupExistsException', `Deployment group ${name} already exists.`)
  return name
}

/** Its pool is a given one, or a new one called as the project and the group. */
function addGroup(call: EndpointCall) {
  const project = projectOf(call)
  const body = jsonBody(call.request)
  const name = checkName(call, body.name)
  const pools = call.organization.part(createAgentPools)
  const given = typeof body.poolId === 'number' && body.poolId > 0 ? pools.pools.get(body.poolId) : undefined
  if (typeof body.poolId === 'number' && body.poolId > 0 && given?.poolType !== 'deployment')
    throw taskError(
      404,
      'TaskAgentPoolNotFoundException',
      `No deployment pool found with identifier ${body.poolId}.`,
    )
  const pool =
    given ??
    pools.addPool({
      name: `${project.name}-${name}`,
      isHosted: false,
      poolType: 'deployment',
      autoProvision: false,
      autoUpdate: true,
      autoSize: true,
      createdBy: call.caller,
      owner: call.caller,
      createdAt: call.now,
    })
  const group: GroupModel = {
    id: pool.id,
    name,
    description: typeof body.description === 'string' ? body.description : '',
    project,
    pool,
    targets: pool.agents.map((agent) => ({ agent, tags: [] })),
  }
  if (groupsOf(call).some(({ id }) => id === group.id))
    throw taskError(409, 'DeploymentGroupExistsException', `The project already uses pool ${pool.id}.`)
  groupsOf(call).push(group)
  return { status: 200, body: groupAnswer(call, group) }
}

function groupAnswer(call: EndpointCall, group: GroupModel): Wire<DeploymentGroup> {
  const expand = flagsParameter(call, '$expand', { none: 0, machines: 2, tags: 4 })
  const { id, name } = group.project
  return {
    machineCount: group.targets.length,
    description: group.description,
    ...(expand?.has('machines')
      ? { machines: group.targets.map((target) => targetAnswer(call, group, target)) }
      : {}),
    ...(expand?.has('tags') ? { machineTags: [...new Set(group.targets.flatMap(({ tags }) => tags))] } : {}),
    id: group.id,
    project: { id, name },
    name: group.name,
    pool: poolReference(group.pool),
  }
}
