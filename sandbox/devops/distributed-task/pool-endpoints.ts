import { createAgentPools, type AgentPool } from '../../data/agents/agent-pools.js'
import { pathNumber } from '../build/find-build.js'
import { numbersParameter } from '../build/list-parameter.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { poolAnswer } from './pool-answer.js'
import { taskError, taskLocation } from './task-error.js'
import { enumParameter } from '../enum-value.js'

const shared = {
  scope: ['organization'],
  versions: released(1),
  location: taskLocation('pools', 'a8c47e17-4d56-4a56-92bb-de7ea7dc65be'),
} as const
const poolTypes = { automation: 1, deployment: 2 }
const all = { ...shared, pattern: 'distributedtask/pools' }
const one = { ...shared, pattern: 'distributedtask/pools/{poolId}' }

/** Agent pools. */
export const poolRoutes: readonly Route[] = [
  { ...all, method: 'GET', answer: listPools },
  { ...all, method: 'POST', body: 'application/json', answer: addPool },
  { ...one, method: 'GET', answer: (call) => ({ status: 200, body: poolAnswer(call, findPool(call)) }) },
  { ...one, method: 'PATCH', body: 'application/json', answer: updatePool },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      call.organization.part(createAgentPools).removePool(findPool(call).id)
      return { status: 204 }
    },
  },
]

/** The pool of the address; 404 when there is none. */
export function findPool(call: EndpointCall): AgentPool {
  const id = pathNumber(call, 'poolId')
  const pool = call.organization.part(createAgentPools).pools.get(id)
  if (!pool)
    throw taskError(404, 'TaskAgentPoolNotFoundException', `No agent pool found with identifier ${id}.`)
  return pool
}

/** Deployment pools are left out unless asked for. */
function listPools(call: EndpointCall) {
  if (call.query('properties')) throw notEmulated('properties of pools')
  const name = call.query('poolName')?.toLowerCase()
  const ids = numbersParameter(call, 'poolIds')
  const type = call.query('poolType')
    ? enumParameter(call, 'poolType', poolTypes, 'automation')
    : ids
      ? undefined
      : 'automation'
  const found = [...call.organization.part(createAgentPools).pools.values()].filter(
    (pool) =>
      (!name || fitsName(pool.name.toLowerCase(), name)) &&
      (!ids || ids.has(pool.id)) &&
      (type === undefined || pool.poolType === type),
  )
  return list(found.map((pool) => poolAnswer(call, pool)))
}

/** The name, or what it begins with when it ends in `*`. */
export function fitsName(name: string, wanted: string): boolean {
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted
}

function checkName(call: EndpointCall, name: unknown, before?: AgentPool): string {
  if (typeof name !== 'string' || name.trim() === '') throw badArgument('The pool has no name.')
  for (const pool of call.organization.part(createAgentPools).pools.values()) {
    if (pool !== before && pool.name.toLowerCase() === name.toLowerCase())
      throw taskError(409, 'TaskAgentPoolExistsException', `Agent pool ${name} already exists.`)
  }
  return name
}

function addPool(call: EndpointCall) {
  const body = jsonBody(call.request)
  if (body.isHosted === true) throw notEmulated("hosted pools of one's own")
  const pool = call.organization.part(createAgentPools).addPool({
    name: checkName(call, body.name),
    isHosted: false,
    poolType:
      String(body.poolType).toLowerCase() === 'deployment' || body.poolType === 2
        ? 'deployment'
        : 'automation',
    autoProvision: body.autoProvision === true,
    autoUpdate: body.autoUpdate !== false,
    autoSize: body.autoSize !== false,
    createdBy: call.caller,
    owner: call.caller,
    createdAt: call.now,
  })
  return { status: 200, body: poolAnswer(call, pool) }
}

function updatePool(call: EndpointCall) {
  const pool = findPool(call)
  const { name, autoProvision, autoUpdate, autoSize } = jsonBody(call.request)
  if (name !== undefined && name !== null) pool.name = checkName(call, name, pool)
  if (typeof autoProvision === 'boolean') pool.autoProvision = autoProvision
  if (typeof autoUpdate === 'boolean') pool.autoUpdate = autoUpdate
  if (typeof autoSize === 'boolean') pool.autoSize = autoSize
  return { status: 200, body: poolAnswer(call, pool) }
}
