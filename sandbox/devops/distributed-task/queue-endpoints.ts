import type { TaskAgentQueue } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import { createAgentPools, type AgentQueue } from '../../data/agents/agent-pools.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import { listParameter, numbersParameter } from '../build/list-parameter.js'
import { badArgument } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { poolReference } from './pool-answer.js'
import { fitsName } from './pool-endpoints.js'
import { taskError, taskLocation } from './task-error.js'
import type { Wire } from '../wire.js'

const shared = {
  scope: ['project'],
  versions: released(1),
  location: taskLocation('queues', '900fa995-c559-4923-aae7-f8424fe4fbea'),
} as const
const all = { ...shared, pattern: 'distributedtask/queues' }
const one = { ...shared, pattern: 'distributedtask/queues/{queueId}' }

/** Agent queues: pools as a project uses them. */
export const queueRoutes: readonly Route[] = [
  { ...all, method: 'GET', answer: listQueues },
  { ...all, method: 'POST', body: 'application/json', answer: addQueue },
  { ...one, method: 'GET', answer: (call) => ({ status: 200, body: queueAnswer(findQueue(call)) }) },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const queues = queuesOf(call)
      queues.splice(queues.indexOf(findQueue(call)), 1)
      return { status: 204 }
    },
  },
]

function queuesOf(call: EndpointCall): AgentQueue[] {
  return call.organization.part(createAgentPools).queues(projectOf(call))
}

function findQueue(call: EndpointCall): AgentQueue {
  const id = pathNumber(call, 'queueId')
  const queue = queuesOf(call).find((candidate) => candidate.id === id)
  if (!queue)
    throw taskError(404, 'TaskAgentQueueNotFoundException', `No agent queue found with identifier ${id}.`)
  return queue
}

function listQueues(call: EndpointCall) {
  const name = call.query('queueName')?.toLowerCase()
  const names = listParameter(call, 'queueNames')?.map((one) => one.toLowerCase())
  const ids = numbersParameter(call, 'queueIds')
  const pools = numbersParameter(call, 'poolIds')
  const found = queuesOf(call).filter(
    (queue) =>
      (!name || fitsName(queue.name.toLowerCase(), name)) &&
      (!names || names.includes(queue.name.toLowerCase())) &&
      (!ids || ids.has(queue.id)) &&
      (!pools || pools.has(queue.pool.id)),
  )
  return list(found.map(queueAnswer))
}

function addQueue(call: EndpointCall) {
  const { name, pool } = jsonBody(call.request) as { name?: unknown; pool?: { id?: unknown } | null }
  const data = call.organization.part(createAgentPools)
  const found = typeof pool?.id === 'number' ? data.pools.get(pool.id) : undefined
  if (!found)
    throw taskError(404, 'TaskAgentPoolNotFoundException', `No agent pool found with identifier ${pool?.id}.`)
  const own = name === undefined || name === null ? found.name : name
  if (typeof own !== 'string' || own === '') throw badArgument('The queue has no name.')
  if (queuesOf(call).some((queue) => queue.name.toLowerCase() === own.toLowerCase()))
    throw taskError(409, 'TaskAgentQueueExistsException', `Agent queue ${own} already exists.`)
  return { status: 200, body: queueAnswer(data.addQueue(projectOf(call), own, found)) }
}

function queueAnswer(queue: AgentQueue): Wire<TaskAgentQueue> {
  return { id: queue.id, projectId: queue.project.id, name: queue.name, pool: poolReference(queue.pool) }
}
