import { lastGeneratedId } from './by-project.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, guid, randomStream, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'

/** Dates are milliseconds since 1970. */
export interface Agent {
  /** Unique in the organization. */
  id: number
  name: string
  version: string
  osDescription: string
  enabled: boolean
  online: boolean
  createdAt: number
  statusChangedAt: number
  maxParallelism: number
  systemCapabilities: Record<string, string>
  userCapabilities: Record<string, string>
}

export interface AgentPool {
  id: number
  name: string
  /** GUID of the security scope. */
  scope: string
  isHosted: boolean
  poolType: 'automation' | 'deployment'
  autoProvision: boolean
  autoUpdate: boolean
  autoSize: boolean
  createdBy: Person
  owner: Person
  createdAt: number
  agents: Agent[]
}

/** A pool as a project uses it. */
export interface AgentQueue {
  /** Unique in the organization. */
  id: number
  name: string
  pool: AgentPool
  project: Project
}

/** The agent pools of the organization and the queues by which projects use them. */
export interface AgentPools {
  /** Automation and deployment pools, by id. */
  readonly pools: ReadonlyMap<number, AgentPool>
  /** Mutable; in the order of ids. */
  queues(project: Project): AgentQueue[]
  /** Adds a pool without agents; its id is the next free one. */
  addPool(pool: Omit<AgentPool, 'id' | 'scope' | 'agents'>): AgentPool
  removePool(id: number): void
  addQueue(project: Project, name: string, pool: AgentPool): AgentQueue
  /** The next free id of an agent. */
  nextAgentId(): number
}

const day = 86_400_000
/** Queues of project 0 have the ids 1 to 100, those of project 1 follow, and so on; created ones come after all. */
const queuesPerProject = 100

/** The pool that Microsoft hosts. */
const hostedPool = 'Azure Pipelines'

const models = [
  { name: 'Default', agents: 6 },
  { name: hostedPool, agents: 5, hosted: true },
  { name: 'Größe & Co #1', agents: 130 },
  { name: 'Empty Pool', agents: 0 },
] as const

/** Deployment groups of the first projects; each has a pool of its own, called as the project and the group. */
export const deploymentGroupNames: readonly (readonly string[])[] = [
  ['Web farm', 'Größe #1', 'Empty group', 'DB'],
  ['Stores'],
]

/** The pools of an organization; get them by `organization.part(createAgentPools)`. */
export function createAgentPools(organization: Organization): AgentPools {
  const { seed, people, projects } = organization
  const pools = new Map<number, AgentPool>()
  const queues = new Map<Project, AgentQueue[]>()
  let agents = 0
  let lastPool = 0
  let lastQueue = lastGeneratedId
  const add = (pool: Omit<AgentPool, 'id' | 'scope' | 'agents'>): AgentPool => {
    const id = ++lastPool
    const made = { ...pool, id, scope: guid(seed, streams.agentPool, id), agents: [] }
    pools.set(id, made)
    return made
  }
  for (const model of models) {
    const owner = people[pools.size] as Person
    const hosted = 'hosted' in model
    const pool = add({
      name: model.name,
      isHosted: hosted,
      poolType: 'automation',
      autoProvision: model.name !== 'Empty Pool',
      autoUpdate: true,
      autoSize: true,
      createdBy: owner,
      owner,
      createdAt: firstDate - 30 * day,
    })
    for (let number = 1; number <= model.agents; number++)
      pool.agents.push(
        makeAgent(seed, ++agents, hosted ? `${hostedPool} ${number}` : agentName(pool, number)),
      )
  }
  for (const [project, groups] of deploymentGroupNames.entries()) {
    const owner = projects[project]
    if (owner?.state !== 'wellFormed') continue
    for (const name of groups) {
      const person = people[project] as Person
      const pool = add({
        name: `${owner.name}-${name}`,
        isHosted: false,
        poolType: 'deployment',
        autoProvision: false,
        autoUpdate: true,
        autoSize: true,
        createdBy: person,
        owner: person,
        createdAt: firstDate,
      })
      const count = name === 'Empty group' ? 0 : name === 'Web farm' ? 25 : 3
      for (let number = 1; number <= count; number++)
        pool.agents.push(
          makeAgent(seed, ++agents, `${name.slice(0, 3)}-target-${String(number).padStart(2, '0')}`),
        )
    }
  }
  return {
    pools,
    queues(project) {
      let own = queues.get(project)
      if (!own) {
        const shared = [...pools.values()]
          .filter((pool) => pool.poolType === 'automation')
          .slice(0, models.length)
        own = shared
          .filter(({ name }) => project.index === 0 || name === 'Default' || name === hostedPool)
          .map((pool, at) => ({
            id: project.index * queuesPerProject + at + 1,
            name: pool.name,
            pool,
            project,
          }))
        queues.set(project, own)
      }
      return own
    },
    addPool: add,
    removePool(id) {
      pools.delete(id)
      for (const [project, own] of queues) {
        queues.set(
          project,
          own.filter((queue) => queue.pool.id !== id),
        )
      }
    },
    addQueue(project, name, pool) {
      const queue = { id: ++lastQueue, name, pool, project }
      this.queues(project).push(queue)
      return queue
    },
    nextAgentId: () => ++agents,
  }
}

function agentName(pool: AgentPool, number: number): string {
  return `${pool.name === 'Default' ? 'build' : 'größe'}-${String(number).padStart(3, '0')}`
}

function makeAgent(seed: number, id: number, name: string): Agent {
  const random = randomStream(seed, streams.agentPool, 0, id)
  const windows = random() < 0.4
  const createdAt = firstDate - below(random, 20) * day
  return {
    id,
    name,
    version: `4.${248 + below(random, 8)}.0`,
    osDescription: windows ? 'Microsoft Windows 10.0.20348 ' : 'Linux 6.8.0-1021-azure #25-Ubuntu SMP',
    enabled: random() > 0.05,
    online: random() > 0.2,
    createdAt,
    statusChangedAt: createdAt + below(random, 1000) * day,
    maxParallelism: 1,
    systemCapabilities: {
      'Agent.Name': name,
      'Agent.OS': windows ? 'Windows_NT' : 'Linux',
      'Agent.ComputerName': name.toUpperCase(),
      ...(windows ? { MSBuild: String.raw`C:\VS\MSBuild\Current\Bin` } : { bash: '/usr/bin/bash' }),
      git: '/usr/bin/git',
    },
    userCapabilities: random() < 0.3 ? { 'has "GPU"': 'yes, 2×' } : {},
  }
}
