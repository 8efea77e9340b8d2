import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import { pick, randomStream, streams } from '../random.js'
import { createAgentPools, deploymentGroupNames, type Agent, type AgentPool } from './agent-pools.js'
import { byProject } from './by-project.js'

/** A machine of a deployment group; it has the id of its agent. */
export interface DeploymentTarget {
  agent: Agent
  tags: string[]
}

export interface DeploymentGroup {
  /** Unique in the organization: that of its pool. */
  id: number
  name: string
  description: string
  project: Project
  pool: AgentPool
  targets: DeploymentTarget[]
}

export interface DeploymentGroups {
  /** Mutable. */
  of(project: Project): DeploymentGroup[]
}

/** The deployment groups of an organization; get them by `organization.part(createDeploymentGroups)`. */
export function createDeploymentGroups(organization: Organization): DeploymentGroups {
  const pools = organization.part(createAgentPools)
  return {
    of: byProject((project) =>
      (deploymentGroupNames[project.index] ?? []).flatMap((name) => {
        const pool = [...pools.pools.values()].find(
          (candidate) => candidate.name === `${project.name}-${name}`,
        )
        if (!pool) return []
        const targets = pool.agents.map((agent) => {
          const random = randomStream(organization.seed, streams.deploymentGroup, agent.id)
          return { agent, tags: random() < 0.2 ? [] : [pick(random, ['web', 'größe', 'db']), 'all'] }
        })
        return [{ id: pool.id, name, description: `Machines of ${name}`, project, pool, targets }]
      }),
    ),
  }
}
