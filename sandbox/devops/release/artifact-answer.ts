import type { Artifact } from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import type { Build } from '../../data/build/build.js'
import { contentOf, type BuildDefinition } from '../../data/build/definition.js'
import type { EndpointCall } from '../route.js'
import type { Wire } from '../wire.js'

/** Where an artifact comes from, and (in a release) which build was taken. */
export function artifactAnswer(
  call: EndpointCall,
  alias: string,
  definition: BuildDefinition,
  isPrimary: boolean,
  build?: Build,
): Wire<Artifact> {
  const { project } = definition
  const link = `${call.base}/_permalink/_build/index?collectionId=${call.organization.id}&projectId=${project.id}`
  const none = { id: '', name: '' }
  return {
    sourceId: `${project.id}:${definition.id}`,
    type: 'Build',
    alias,
    definitionReference: {
      artifactSourceDefinitionUrl: { id: `${link}&definitionId=${definition.id}`, name: '' },
      defaultVersionBranch: none,
      defaultVersionSpecific: none,
      defaultVersionTags: none,
      defaultVersionType: { id: 'latestType', name: 'Latest' },
      definition: { id: String(definition.id), name: contentOf(definition).name },
      project: { id: project.id, name: project.name },
      ...(build
        ? {
            version: { id: String(build.id), name: build.number },
            artifactSourceVersionUrl: { id: `${link}&buildId=${build.id}`, name: '' },
            branch: { id: build.sourceBranch, name: build.sourceBranch },
            sourceVersion: { id: build.sourceVersion, name: '' },
          }
        : {}),
    },
    isPrimary,
    isRetained: build?.retainedByRelease ?? false,
  }
}
