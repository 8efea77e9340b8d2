import type { Release } from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import type { Release as ReleaseModel } from '../../data/release/release.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import { artifactAnswer } from './artifact-answer.js'
import { environmentAnswer } from './release-environment-answer.js'
import { definitionReference, person, releaseLinks, releaseUrl } from './release-reference.js'
import type { Wire } from '../wire.js'

/** A release; environments and artifacts only when wanted. */
export function releaseAnswer(
  call: EndpointCall,
  release: ReleaseModel,
  parts: { environments?: boolean; artifacts?: boolean },
): Wire<Release> {
  const { id, name } = release.project
  return {
    id: release.id,
    name: release.name,
    status: release.status,
    createdOn: serviceDate(release.createdAt),
    modifiedOn: serviceDate(release.modifiedAt),
    modifiedBy: person(call, release.modifiedBy),
    createdBy: person(call, release.createdBy),
    ...(parts.environments
      ? {
          environments: release.environments.map((environment) =>
            environmentAnswer(call, release, environment),
          ),
        }
      : {}),
    variables: release.variables as Wire<Release>['variables'],
    variableGroups: [],
    ...(parts.artifacts
      ? {
          artifacts: release.artifacts.map(({ alias, build }, at) =>
            artifactAnswer(call, alias, build.definition, at === 0, build),
          ),
        }
      : {}),
    releaseDefinition: definitionReference(call, release.definition),
    releaseDefinitionRevision: release.definitionRevision,
    description: release.description,
    reason: release.reason,
    releaseNameFormat: 'Release-$(rev:r)',
    keepForever: release.keepForever,
    definitionSnapshotRevision: 1,
    logsContainerUrl: `${releaseUrl(call, release)}/logs`,
    url: releaseUrl(call, release),
    _links: releaseLinks(call, release),
    tags: release.tags,
    triggeringArtifactAlias: release.reason === 'manual' ? null : (release.artifacts[0]?.alias ?? null),
    projectReference: { id, name },
    properties: {},
  }
}
