import type { DeploymentMachine } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import type { DeploymentGroup, DeploymentTarget } from '../../data/agents/deployment-groups.js'
import { pathNumber } from '../build/find-build.js'
import { listParameter } from '../build/list-parameter.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonList } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { findGroup } from './find-deployment-group.js'
import { namedPage } from './named-page.js'
import { agentAnswer } from './pool-answer.js'
import { taskError, taskLocation } from './task-error.js'
import type { Wire } from '../wire.js'
import { enumParameter, flagsParameter } from '../enum-value.js'

const shared = {
  scope: ['project'],
  versions: released(1),
  location: taskLocation('targets', '2f0aa599-c121-4256-a5fd-ba370e0ae7b6'),
} as const
const all = { ...shared, pattern: 'distributedtask/deploymentgroups/{deploymentGroupId}/targets' }
const one = { ...shared, pattern: 'distributedtask/deploymentgroups/{deploymentGroupId}/targets/{targetId}' }

/** The machines of a deployment group. */
export const targetRoutes: readonly Route[] = [
  { ...all, method: 'GET', answer: listTargets },
  {
    ...all,
    method: 'PATCH',
    body: 'application/json',
    answer(call) {
      const group = findGroup(call)
      const changes = jsonList(call.request).map((entry) => {
        const { id, tags } = (entry ?? {}) as { id?: unknown; tags?: unknown }
        if (typeof id !== 'number') throw badArgument('A target has no id.')
        if (!Array.isArray(tags)) throw badArgument('A target has no tags.')
        return { target: findTarget(group, id), tags: tags.map(String) }
      })
      for (const { target, tags } of changes) target.tags = tags
      return list(changes.map(({ target }) => targetAnswer(call, group, target)))
    },
  },
  {
    ...one,
    method: 'GET',
    answer(call) {
      const group = findGroup(call)
      return { status: 200, body: targetAnswer(call, group, findTarget(group, pathNumber(call, 'targetId'))) }
    },
  },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const group = findGroup(call)
      const target = findTarget(group, pathNumber(call, 'targetId'))
      group.targets.splice(group.targets.indexOf(target), 1)
      group.pool.agents.splice(group.pool.agents.indexOf(target.agent), 1)
      return { status: 204 }
    },
  },
]

function findTarget(group: DeploymentGroup, id: number): DeploymentTarget {
  const found = group.targets.find(({ agent }) => agent.id === id)
  if (!found)
    throw taskError(
      404,
      'DeploymentMachineNotFoundException',
      `No deployment target found with identifier ${id}.`,
    )
  return found
}

function listTargets(call: EndpointCall) {
  for (const name of ['agentJobResult', 'propertyFilters'])
    if (call.query(name)) throw notEmulated(`${name} of deployment targets`)
  const group = findGroup(call)
  const tags = listParameter(call, 'tags')?.map((tag) => tag.toLowerCase())
  const name = call.query('name')?.toLowerCase()
  const partial = flag(call, 'partialNameMatch')
  const status = enumParameter(call, 'agentStatus', { offline: 1, online: 2, all: 3 }, 'all')
  const enabled = call.query('enabled') ? flag(call, 'enabled') : undefined
  const found = group.targets.filter(({ agent, tags: own }) => {
    const ownName = agent.name.toLowerCase()
    return (
      (!name || (partial ? ownName.includes(name) : ownName === name)) &&
      (!tags || tags.every((tag) => own.some((one) => one.toLowerCase() === tag))) &&
      (status === 'all' || agent.online === (status === 'online')) &&
      (enabled === undefined || agent.enabled === enabled)
    )
  })
  return namedPage(
    call,
    found,
    ({ agent }) => agent.name,
    (target) => targetAnswer(call, group, target),
  )
}

/** A machine; nothing is deployed to it by classic releases, so it never has requests. */
export function targetAnswer(
  call: EndpointCall,
  group: DeploymentGroup,
  { agent, tags }: DeploymentTarget,
): Wire<DeploymentMachine> {
  const expand = flagsParameter(call, '$expand', {
    none: 0,
    capabilities: 2,
    assignedRequest: 4,
    lastCompletedRequest: 8,
    // Those of the group it may be shown in.
    machines: 16,
    tags: 32,
  })
  return { tags, id: agent.id, agent: agentAnswer(call, group.pool, agent, expand?.has('capabilities')) }
}
