import type { ReleaseDefinition } from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import type {
  DefinitionEnvironment,
  ReleaseDefinition as DefinitionModel,
} from '../../data/release/release-definition.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import { artifactAnswer } from './artifact-answer.js'
import { approvalsSnapshot, environmentOptions, phases } from './environment-parts.js'
import { releasesOf } from './find-release.js'
import { definitionLinks, definitionUrl, person, releaseLinks, releaseUrl } from './release-reference.js'
import type { Wire } from '../wire.js'

/** A definition; in lists without environments, artifacts, variables and triggers unless expanded. */
export function releaseDefinitionAnswer(
  call: EndpointCall,
  definition: DefinitionModel,
  parts: { all?: boolean; environments?: boolean; artifacts?: boolean; lastRelease?: boolean },
  revision = definition.revisions.at(-1) as DefinitionModel['revisions'][number],
): Wire<ReleaseDefinition> {
  const { content } = revision
  const last = parts.lastRelease
    ? releasesOf(call).releases.findLast((release) => release.definition === definition && !release.isDeleted)
    : undefined
  const comment = parts.all ? revision.comment : undefined
  return {
    source: definition.source,
    revision: revision.revision,
    description: content.description,
    createdBy: person(call, definition.createdBy),
    createdOn: serviceDate(definition.createdAt),
    modifiedBy: person(call, revision.changedBy),
    modifiedOn: serviceDate(revision.changedAt),
    isDeleted: definition.isDeleted,
    ...(last
      ? {
          lastRelease: {
            id: last.id,
            name: last.name,
            artifacts: [],
            webAccessUri: releaseLinks(call, last).web.href,
            _links: {},
            description: last.description,
            releaseDefinition: { id: definition.id, projectReference: null, _links: {} },
            createdOn: serviceDate(last.createdAt),
            createdBy: person(call, last.createdBy),
            modifiedBy: null,
            reason: 'none',
          },
        }
      : {}),
    ...(parts.all
      ? {
          variables: content.variables as Wire<ReleaseDefinition>['variables'],
          triggers: content.continuous
            ? content.artifacts.slice(0, 1).map(({ alias }) => ({
                artifactAlias: alias,
                triggerConditions: [],
                triggerType: 'artifactSource',
              }))
            : [],
          tags: content.tags,
        }
      : {}),
    variableGroups: parts.all ? content.variableGroups : null,
    ...(parts.all || parts.environments
      ? {
          environments: content.environments.map((environment) =>
            environmentAnswer(call, definition, environment),
          ),
        }
      : {}),
    ...(parts.all || parts.artifacts
      ? {
          artifacts: content.artifacts.map(({ alias, definition: source }, at) =>
            artifactAnswer(call, alias, source, at === 0),
          ),
        }
      : {}),
    releaseNameFormat: content.releaseNameFormat,
    properties: {},
    id: definition.id,
    name: content.name,
    path: content.path,
    projectReference: null,
    url: definitionUrl(call, definition),
    _links: definitionLinks(call, definition),
    ...(comment === undefined ? {} : { comment }),
  }
}

function environmentAnswer(
  call: EndpointCall,
  definition: DefinitionModel,
  environment: DefinitionEnvironment,
) {
  const current = releasesOf(call).releases.findLast(
    (release) =>
      release.definition === definition &&
      release.environments.some((one) => one.definition.id === environment.id && one.deployments.length > 0),
  )
  const step = environment.id * 10
  return {
    id: environment.id,
    name: environment.name,
    rank: environment.rank,
    owner: person(call, environment.owner),
    variables: environment.variables as NonNullable<Wire<ReleaseDefinition>['variables']>,
    variableGroups: [],
    preDeployApprovals: approvalsSnapshot(call, environment.preApprovers, step + 1),
    deployStep: { id: step + 4 },
    postDeployApprovals: approvalsSnapshot(call, environment.postApprovers, step + 5),
    deployPhases: phases(environment),
    environmentOptions,
    demands: [],
    conditions: environment.conditions,
    executionPolicy: { concurrencyCount: 1, queueDepthCount: 0 },
    schedules: [],
    currentRelease: current
      ? { id: current.id, url: releaseUrl(call, current), _links: {} }
      : {
          id: 0,
          url: `${definitionUrl(call, definition).replace(/definitions.*/, 'releases/0')}`,
          _links: {},
        },
    retentionPolicy: environment.retention,
    processParameters: {},
    properties: {},
    preDeploymentGates: { id: 0, gatesOptions: null, gates: [] },
    postDeploymentGates: { id: 0, gatesOptions: null, gates: [] },
    environmentTriggers: [],
    badgeUrl: `${call.base}/_apis/public/Release/badge/${definition.project.id}/${definition.id}/${environment.id}`,
  }
}
