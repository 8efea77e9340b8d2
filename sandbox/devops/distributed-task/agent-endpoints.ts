import type { Agent, AgentPool } from '../../data/agents/agent-pools.js'
import { createAgentPools } from '../../data/agents/agent-pools.js'
import { stateOf } from '../../data/build/build.js'
import { pathNumber } from '../build/find-build.js'
import { listParameter } from '../build/list-parameter.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { jobAnswer, jobsOf } from './job-requests.js'
import { agentAnswer } from './pool-answer.js'
import { findPool } from './pool-endpoints.js'
import { taskError, taskLocation } from './task-error.js'

const shared = {
  scope: ['organization'],
  versions: released(1),
  location: taskLocation('agents', 'e298ef32-5878-4cab-993c-043836571f42'),
} as const
const all = { ...shared, pattern: 'distributedtask/pools/{poolId}/agents' }
const one = { ...shared, pattern: 'distributedtask/pools/{poolId}/agents/{agentId}' }

/** Agents of a pool, and the jobs they were asked to run. */
export const agentRoutes: readonly Route[] = [
  { ...all, method: 'GET', answer: listAgents },
  { ...all, method: 'POST', body: 'application/json', answer: addAgent },
  {
    ...one,
    method: 'GET',
    answer(call) {
      const pool = findPool(call)
      return { status: 200, body: shown(call, pool, findAgent(call, pool)) }
    },
  },
  { ...one, method: 'PATCH', body: 'application/json', answer: updateAgent },
  { ...one, method: 'PUT', body: 'application/json', answer: updateAgent },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const pool = findPool(call)
      pool.agents.splice(pool.agents.indexOf(findAgent(call, pool)), 1)
      return { status: 204 }
    },
  },
  {
    method: 'GET',
    pattern: 'distributedtask/pools/{poolId}/jobrequests',
    scope: ['organization'],
    versions: released(1),
    location: taskLocation('jobrequests', 'fc825784-c92a-4299-9221-998a02d1b54f'),
    answer: listJobs,
  },
]

function findAgent(call: EndpointCall, pool: AgentPool): Agent {
  const id = pathNumber(call, 'agentId')
  const agent = pool.agents.find((one) => one.id === id)
  if (!agent)
    throw taskError(
      404,
      'TaskAgentNotFoundException',
      `No agent found with identifier ${id} in pool ${pool.id}.`,
    )
  return agent
}

/** All of them: there is no paging (facts 6). */
function listAgents(call: EndpointCall) {
  const pool = findPool(call)
  if (call.query('propertyFilters')) throw notEmulated('properties of agents')
  const name = call.query('agentName')?.toLowerCase()
  const demands = listParameter(call, 'demands') ?? []
  const found = pool.agents.filter(
    (agent) =>
      (!name || agent.name.toLowerCase() === name) && demands.every((demand) => meets(agent, demand)),
  )
  return list(found.map((agent) => shown(call, pool, agent)))
}

/** A demand is a capability, or `capability -equals value`. */
function meets(agent: Agent, demand: string): boolean {
  const [name = '', operator, ...rest] = demand.split(' ')
  if (operator !== undefined && operator !== '-equals') throw notEmulated(`the demand ${demand}`)
  const capabilities = { ...agent.systemCapabilities, ...agent.userCapabilities }
  const own = Object.entries(capabilities).find(([key]) => key.toLowerCase() === name.toLowerCase())
  return (
    own !== undefined && (operator === undefined || own[1].toLowerCase() === rest.join(' ').toLowerCase())
  )
}

function shown(call: EndpointCall, pool: AgentPool, agent: Agent) {
  const body = agentAnswer(call, pool, agent, flag(call, 'includeCapabilities'))
  const last = flag(call, 'includeLastCompletedRequest')
  const assigned = flag(call, 'includeAssignedRequest')
  if (!last && !assigned) return body
  const jobs = jobsOf(call, pool).filter((job) => job.agent === agent)
  const completed = (job: (typeof jobs)[number]) => stateOf(job.build, call.now).status === 'completed'
  const lastJob = last ? jobs.find(completed) : undefined
  const assignedJob = assigned ? jobs.find((job) => !completed(job)) : undefined
  return {
    ...body,
    ...(lastJob ? { lastCompletedRequest: jobAnswer(call, pool, lastJob) } : {}),
    ...(assignedJob ? { assignedRequest: jobAnswer(call, pool, assignedJob) } : {}),
  }
}

function addAgent(call: EndpointCall) {
  const pool = findPool(call)
  const body = jsonBody(call.request)
  const { name, version, osDescription } = body
  if (typeof name !== 'string' || name === '') throw badArgument('The agent has no name.')
  if (pool.agents.some((agent) => agent.name.toLowerCase() === name.toLowerCase()))
    throw taskError(
      409,
      'TaskAgentExistsException',
      `Pool ${pool.id} already contains an agent with name ${name}.`,
    )
  const agent: Agent = {
    id: call.organization.part(createAgentPools).nextAgentId(),
    name,
    version: typeof version === 'string' ? version : '4.255.0',
    osDescription: typeof osDescription === 'string' ? osDescription : '',
    enabled: body.enabled !== false,
    online: false,
    createdAt: call.now,
    statusChangedAt: call.now,
    maxParallelism: 1,
    systemCapabilities: (body.systemCapabilities ?? {}) as Record<string, string>,
    userCapabilities: (body.userCapabilities ?? {}) as Record<string, string>,
  }
  pool.agents.push(agent)
  return { status: 200, body: agentAnswer(call, pool, agent, true) }
}

function updateAgent(call: EndpointCall) {
  const pool = findPool(call)
  const agent = findAgent(call, pool)
  const { name, enabled, maxParallelism, userCapabilities } = jsonBody(call.request)
  if (typeof name === 'string' && name !== '') agent.name = name
  if (typeof enabled === 'boolean') agent.enabled = enabled
  if (typeof maxParallelism === 'number') agent.maxParallelism = maxParallelism
  if (userCapabilities) agent.userCapabilities = userCapabilities as Record<string, string>
  return { status: 200, body: agentAnswer(call, pool, agent) }
}

/** Those waiting or running, and the last completed ones. */
function listJobs(call: EndpointCall) {
  const pool = findPool(call)
  const agent = wholeNumber(call, 'agentId', 1)
  const most = wholeNumber(call, 'completedRequestCount', 0, 50)
  const jobs = jobsOf(call, pool).filter((job) => agent === undefined || job.agent?.id === agent)
  let completed = 0
  const found = jobs.filter(
    ({ build }) => stateOf(build, call.now).status !== 'completed' || completed++ < most,
  )
  return list(found.map((job) => jobAnswer(call, pool, job)))
}
