import type {
  AgentPoolQueue,
  Build,
  BuildRepository,
  DefinitionReference,
} from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { createAgentPools } from '../../data/agents/agent-pools.js'
import { stateOf, type Build as BuildModel } from '../../data/build/build.js'
import { latestRevision, type BuildDefinition } from '../../data/build/definition.js'
import type { Repository } from '../../data/git/git-data.js'
import type { Project } from '../../data/projects.js'
import { guid, streams } from '../../data/random.js'
import { projectReference } from '../core/project-answer.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** GUID of the plan by which agents run a build; its timeline has the same. */
export function planId(call: EndpointCall, build: BuildModel): string {
  return guid(call.organization.seed, streams.buildTimeline, build.id, build.attempt)
}

/** Address of a build below its project's GUID, as the service writes it. */
export function buildUrl(call: EndpointCall, build: BuildModel): string {
  return `${call.base}/${build.project.id}/_apis/build/Builds/${build.id}`
}

/** A build as it is at the time of the call. */
export function buildAnswer(call: EndpointCall, build: BuildModel): Wire<Build> {
  const { base, now } = call
  const { project } = build
  const state = stateOf(build, now)
  const url = buildUrl(call, build)
  const changedAt = Math.max(state.finishedAt ?? state.startedAt ?? build.queuedAt, build.touchedAt ?? 0)
  const { deleted } = build
  return {
    _links: {
      self: { href: url },
      web: { href: `${base}/${project.id}/_build/results?buildId=${build.id}` },
      sourceVersionDisplayUri: { href: `${url}/sources` },
      timeline: { href: `${url}/Timeline` },
      badge: { href: `${base}/${project.id}/_apis/build/status/${build.definition.id}` },
    },
    properties: shownProperties(call, build),
    tags: build.tags,
    validationResults: build.yamlError === undefined ? [] : [{ result: 'error', message: build.yamlError }],
    plans: [{ planId: planId(call, build) }],
    triggerInfo: build.triggerInfo,
    id: build.id,
    buildNumber: build.number,
    status: state.status,
    ...(state.result === undefined ? {} : { result: state.result }),
    queueTime: serviceDate(build.queuedAt),
    ...(state.startedAt === undefined ? {} : { startTime: serviceDate(state.startedAt) }),
    ...(state.finishedAt === undefined ? {} : { finishTime: serviceDate(state.finishedAt) }),
    url,
    definition: definitionReference(call, build.definition, build.definitionRevision),
    buildNumberRevision: build.numberRevision,
    project: projectReference(call, project),
    uri: `vstfs:///Build/Build/${build.id}`,
    sourceBranch: build.sourceBranch,
    sourceVersion: build.sourceVersion,
    ...queueMember(call, project, build.queueId),
    priority: build.priority,
    reason: build.reason,
    requestedFor: identityReference(base, build.requestedFor),
    requestedBy: identityReference(base, build.requestedBy),
    lastChangedDate: serviceDate(changedAt),
    lastChangedBy: identityReference(base, build.lastChangedBy),
    ...(Object.keys(build.parameters).length > 0 ? { parameters: JSON.stringify(build.parameters) } : {}),
    ...(Object.keys(build.templateParameters).length > 0
      ? { templateParameters: build.templateParameters }
      : {}),
    orchestrationPlan: { planId: planId(call, build) },
    logs: { id: 0, type: 'Container', url: `${url}/logs` },
    repository: repositoryReference(call, build.repository),
    retainedByRelease: build.retainedByRelease,
    triggeredByBuild: build.triggeredBy ? buildAnswer(call, build.triggeredBy) : null,
    appendCommitMessageToRunName: true,
    ...(deleted
      ? {
          deleted: true,
          deletedBy: identityReference(base, deleted.by),
          deletedDate: serviceDate(deleted.at),
          deletedReason: deleted.reason,
        }
      : {}),
  }
}

/** Properties are shown only by name: `propertyFilters` for one build, `properties` in lists. */
function shownProperties(call: EndpointCall, build: BuildModel): Record<string, unknown> {
  const wanted = (call.query('propertyFilters') ?? call.query('properties') ?? '').split(',').filter(Boolean)
  return propertyBag(build.properties, wanted)
}

/** Typed values by name, of all or of the wanted names; `*` stands for any text. */
export function propertyBag(
  properties: ReadonlyMap<string, string | Date>,
  wanted?: readonly string[],
): Record<string, { $type: string; $value: string }> {
  const patterns = wanted?.map(
    (name) => new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i'),
  )
  return Object.fromEntries(
    [...properties]
      .filter(([name]) => patterns === undefined || patterns.some((pattern) => pattern.test(name)))
      .map(([name, value]) => [
        name,
        typeof value === 'string'
          ? { $type: 'System.String', $value: value }
          : { $type: 'System.DateTime', $value: serviceDate(value.getTime()) },
      ]),
  )
}

/** A definition as builds refer to it. */
export function definitionReference(
  call: EndpointCall,
  definition: BuildDefinition,
  revision = latestRevision(definition).revision,
): Wire<DefinitionReference> {
  const { content } = latestRevision(definition)
  const { id, project } = definition
  return {
    id,
    name: content.name,
    url: `${call.base}/${project.id}/_apis/build/Definitions/${id}?revision=${revision}`,
    uri: `vstfs:///Build/Definition/${id}`,
    path: content.path,
    type: 'build',
    queueStatus: content.queueStatus,
    revision,
    project: projectReference(call, project),
  }
}

/** A queue with its pool as builds and definitions show it; nothing when it is gone. */
export function queueMember(
  call: EndpointCall,
  project: Project,
  queueId: number,
): { queue?: Wire<AgentPoolQueue> } {
  const queue = call.organization
    .part(createAgentPools)
    .queues(project)
    .find(({ id }) => id === queueId)
  if (!queue) return {}
  const { id, name, isHosted } = queue.pool
  return { queue: { id: queueId, name: queue.name, pool: { id, name, ...(isHosted ? { isHosted } : {}) } } }
}

/** The repository of a build. */
export function repositoryReference(call: EndpointCall, repository: Repository): Wire<BuildRepository> {
  const { id, name, project } = repository
  return {
    id,
    type: 'TfsGit',
    name,
    url: `${call.base}/${encodeURIComponent(project.name)}/_git/${encodeURIComponent(name)}`,
    clean: null,
    checkoutSubmodules: false,
  }
}
