import type {
  BuildDefinition,
  BuildDefinitionReference,
  BuildProcess,
  ContinuousIntegrationTrigger,
  DesignerProcess,
  PullRequestTrigger,
  ScheduleTrigger,
  YamlProcess,
} from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { createBuilds } from '../../data/build/build-data.js'
import { stateOf, type Build } from '../../data/build/build.js'
import {
  latestRevision,
  type BuildDefinition as DefinitionModel,
  type DefinitionContent,
  type DefinitionRevision,
  type DefinitionTrigger,
} from '../../data/build/definition.js'
import { identityReference } from '../identity-reference.js'
import { flag } from '../query-parameters.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import { projectReference } from '../core/project-answer.js'
import { buildAnswer, propertyBag, queueMember, repositoryReference } from './build-answer.js'
import { metricsOf } from './build-metrics.js'
import { momentParameter } from '../moment.js'
import { listParameter } from './list-parameter.js'
import type { Wire } from '../wire.js'

/** A definition as lists show it. */
export function definitionSummary(
  call: EndpointCall,
  definition: DefinitionModel,
): Wire<BuildDefinitionReference> {
  return summary(call, definition, latestRevision(definition))
}

function summary(
  call: EndpointCall,
  definition: DefinitionModel,
  { content, revision, changedAt, changedBy }: DefinitionRevision,
): Wire<BuildDefinitionReference> {
  const { id, project } = definition
  const url = `${call.base}/${project.id}/_apis/build/Definitions/${id}?revision=${revision}`
  const since = momentParameter(call, 'minMetricsTime')
  return {
    _links: {
      self: { href: url },
      web: { href: `${call.base}/${project.id}/_build/definition?definitionId=${id}` },
      editor: { href: `${call.base}/${project.id}/_build/designer?id=${id}&_a=edit-build-definition` },
      badge: { href: `${call.base}/${project.id}/_apis/build/status/${id}` },
    },
    quality: content.quality,
    authoredBy: identityReference(call.base, changedBy),
    drafts: [],
    ...queueMember(call, project, content.queueId),
    id,
    name: content.name,
    url,
    uri: `vstfs:///Build/Definition/${id}`,
    path: content.path,
    type: 'build',
    queueStatus: content.queueStatus,
    revision,
    createdDate: serviceDate(changedAt),
    project: projectReference(call, project),
    ...(since === undefined ? {} : { metrics: metricsOf(call, definition, since) }),
    ...(flag(call, 'includeLatestBuilds') ? latestBuilds(call, definition) : {}),
  }
}

/** A definition with all its parts, as of a revision. */
export function definitionAnswer(
  call: EndpointCall,
  definition: DefinitionModel,
  wanted = latestRevision(definition),
): Wire<BuildDefinition> {
  const { content, comment } = wanted
  const filters = listParameter(call, 'propertyFilters')
  return {
    triggers: content.triggers.map(triggerAnswer),
    variables: content.variables,
    ...(content.variableGroups.length > 0
      ? { variableGroups: content.variableGroups.map((id) => ({ id })) }
      : {}),
    retentionRules: [],
    properties: filters ? propertyBag(definition.properties, filters) : {},
    tags: [...content.tags],
    ...(content.description === undefined ? {} : { description: content.description }),
    buildNumberFormat: content.buildNumberFormat,
    ...(comment === undefined ? {} : { comment }),
    badgeEnabled: content.badgeEnabled,
    jobAuthorizationScope: 'project',
    jobTimeoutInMinutes: content.jobTimeoutInMinutes,
    jobCancelTimeoutInMinutes: content.jobCancelTimeoutInMinutes,
    process: processAnswer(content),
    repository: {
      properties: { cleanOptions: '0', labelSources: '0', reportBuildStatus: 'true', fetchDepth: '1' },
      ...repositoryReference(call, content.repository),
      defaultBranch: content.defaultBranch,
    },
    processParameters: {},
    ...summary(call, definition, wanted),
  }
}

function processAnswer({
  process,
  queueId,
}: DefinitionContent): Wire<BuildProcess | YamlProcess | DesignerProcess> {
  if (process.type === 2) {
    const { yamlFilename, type } = process
    const made: Wire<YamlProcess> = { yamlFilename, type, resources: { queues: [{ id: queueId }] } }
    return made
  }
  const made: Wire<DesignerProcess> = {
    phases: process.phases.map(({ name, refName, steps }) => ({
      steps: steps.map((step) => ({ environment: {}, condition: 'succeeded()', ...step })),
      name,
      refName,
      condition: 'succeeded()',
      target: { type: 1 },
      jobAuthorizationScope: 'project',
      jobCancelTimeoutInMinutes: 1,
    })),
    type: process.type,
  }
  return made
}

function triggerAnswer(
  trigger: DefinitionTrigger,
): Wire<ContinuousIntegrationTrigger | ScheduleTrigger | PullRequestTrigger> {
  return { ...trigger } as Wire<ContinuousIntegrationTrigger | ScheduleTrigger | PullRequestTrigger>
}

function latestBuilds(
  call: EndpointCall,
  definition: DefinitionModel,
): Pick<Wire<BuildDefinitionReference>, 'latestBuild' | 'latestCompletedBuild'> {
  const latest = latestBuild(call, definition, () => true)
  const completed = latestBuild(call, definition, (build) => stateOf(build, call.now).status === 'completed')
  return {
    ...(latest ? { latestBuild: buildAnswer(call, latest) } : {}),
    ...(completed ? { latestCompletedBuild: buildAnswer(call, completed) } : {}),
  }
}

/** The last build queued that is not deleted and fits. */
export function latestBuild(
  call: EndpointCall,
  definition: DefinitionModel,
  fits: (build: Build) => boolean,
): Build | undefined {
  const builds =
    call.organization.part(createBuilds).of(definition.project).byDefinition.get(definition) ?? []
  return builds.findLast((build) => !build.deleted && fits(build))
}
