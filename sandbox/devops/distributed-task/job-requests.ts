import type { TaskAgentJobRequest } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import { createAgentPools, type Agent, type AgentPool } from '../../data/agents/agent-pools.js'
import { createBuilds } from '../../data/build/build-data.js'
import { stateOf, type Build } from '../../data/build/build.js'
import { contentOf } from '../../data/build/definition.js'
import { guid, streams } from '../../data/random.js'
import { planId } from '../build/build-answer.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** How many builds back the requests of a pool are known. */
const remembered = 200

/** A build as the job its pool was asked to run. */
export interface PoolJob {
  build: Build
  agent: Agent | undefined
}

/** The last jobs of a pool, newest first: those of the builds whose queue points to it. */
export function jobsOf(call: EndpointCall, pool: AgentPool): PoolJob[] {
  const pools = call.organization.part(createAgentPools)
  const jobs: PoolJob[] = []
  for (const project of call.organization.projects.slice(0, 3)) {
    if (project.state !== 'wellFormed') continue
    const queues = new Set(
      pools
        .queues(project)
        .filter((queue) => queue.pool === pool)
        .map(({ id }) => id),
    )
    const { builds } = call.organization.part(createBuilds).of(project)
    for (const build of builds.slice(-remembered)) {
      if (!queues.has(build.queueId) || build.yamlError !== undefined) continue
      const started = stateOf(build, call.now).startedAt !== undefined
      jobs.push({
        build,
        agent: started ? pool.agents[build.id % Math.max(1, pool.agents.length)] : undefined,
      })
    }
  }
  return jobs.sort((a, b) => b.build.queuedAt - a.build.queuedAt)
}

/** Result and finish time only when it ended, the agent only when it began. */
export function jobAnswer(
  call: EndpointCall,
  pool: AgentPool,
  { build, agent }: PoolJob,
): Wire<TaskAgentJobRequest> {
  const { startedAt, finishedAt, result } = stateOf(build, call.now)
  const { id, project } = build
  const web = `${call.base}/${project.id}/_build`
  const jobResult = result === 'partiallySucceeded' ? 'succeededWithIssues' : result
  return {
    requestId: id,
    queueTime: serviceDate(build.queuedAt),
    ...(startedAt === undefined
      ? {}
      : { assignTime: serviceDate(startedAt), receiveTime: serviceDate(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishTime: serviceDate(finishedAt) }),
    ...(jobResult === undefined ? {} : { result: jobResult }),
    serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
    hostId: call.organization.id,
    scopeId: project.id,
    planType: 'Build',
    planId: planId(call, build),
    jobId: guid(call.organization.seed, streams.buildTimeline, id, build.attempt, 0),
    jobName: 'Job',
    demands: [],
    ...(agent
      ? {
          reservedAgent: {
            id: agent.id,
            name: agent.name,
            version: agent.version,
            enabled: agent.enabled,
            status: agent.online ? 'online' : 'offline',
          },
        }
      : {}),
    definition: {
      _links: { web: { href: `${web}/definition?definitionId=${build.definition.id}` } },
      id: build.definition.id,
      name: contentOf(build.definition).name,
    },
    owner: { _links: { web: { href: `${web}/results?buildId=${id}` } }, id, name: build.number },
    data: {},
    poolId: pool.id,
    queueId: build.queueId,
    priority: 0,
  }
}
