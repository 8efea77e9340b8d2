import type {
  TaskAgent,
  TaskAgentPool,
  TaskAgentPoolReference,
} from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import type { Agent, AgentPool } from '../../data/agents/agent-pools.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** A pool as queues and deployment groups show it. */
export function poolReference(pool: AgentPool): Wire<TaskAgentPoolReference> {
  return {
    id: pool.id,
    scope: pool.scope,
    name: pool.name,
    isHosted: pool.isHosted,
    poolType: pool.poolType,
    size: pool.agents.length,
    isLegacy: false,
    options: 'none',
  }
}

/** A pool of its own. */
export function poolAnswer(call: EndpointCall, pool: AgentPool): Wire<TaskAgentPool> {
  return {
    createdOn: serviceDate(pool.createdAt),
    autoProvision: pool.autoProvision,
    autoUpdate: pool.autoUpdate,
    autoSize: pool.autoSize,
    targetSize: null,
    agentCloudId: pool.isHosted ? 1 : null,
    createdBy: identityReference(call.base, pool.createdBy),
    owner: identityReference(call.base, pool.owner),
    ...poolReference(pool),
  }
}

/** The client spells the description of the system `oSDescription`; the service does not. */
type AgentOnWire = Wire<TaskAgent> & { osDescription: string }

/** An agent; its capabilities only when asked for. */
export function agentAnswer(
  call: EndpointCall,
  pool: AgentPool,
  agent: Agent,
  withCapabilities = false,
): AgentOnWire {
  return {
    _links: {
      self: { href: `${call.base}/_apis/distributedtask/pools/${pool.id}/agents/${agent.id}` },
      web: { href: `${call.base}/_settings/agentpools?view=jobs&poolId=${pool.id}&agentId=${agent.id}` },
    },
    ...(withCapabilities
      ? { systemCapabilities: agent.systemCapabilities, userCapabilities: agent.userCapabilities }
      : {}),
    maxParallelism: agent.maxParallelism,
    createdOn: serviceDate(agent.createdAt),
    statusChangedOn: serviceDate(agent.statusChangedAt),
    authorization: { publicKey: null },
    id: agent.id,
    name: agent.name,
    version: agent.version,
    osDescription: agent.osDescription,
    enabled: agent.enabled,
    status: agent.online ? 'online' : 'offline',
    provisioningState: 'Provisioned',
    accessPoint: 'CodexAccessMapping',
  }
}
