import type { BuildDefinitionRevision } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { createBuilds } from '../../data/build/build-data.js'
import { contentOf, latestRevision } from '../../data/build/definition.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { definitionAnswer } from './definition-answer.js'
import { readDefinition } from './definition-body.js'
import { listDefinitions } from './definition-list.js'
import { buildError, findDefinition, projectOf } from './find-build.js'
import { buildLocations } from './locations.js'
import { yamlText } from './yaml-text.js'
import type { Wire } from '../wire.js'

const scope = ['project'] as const
const shared = { scope, versions: released(7), location: buildLocations.definitions }
const one = { ...shared, pattern: 'build/definitions/{definitionId}' }

/** Build definitions, their revisions and their YAML. */
export const definitionRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: 'build/definitions', answer: listDefinitions },
  { ...shared, method: 'POST', pattern: 'build/definitions', body: 'application/json', answer: create },
  {
    ...one,
    method: 'GET',
    answer(call) {
      const definition = findDefinition(call)
      const revision = wholeNumber(call, 'revision', 1)
      const wanted = revision === undefined ? undefined : definition.revisions[revision - 1]
      if (revision !== undefined && !wanted)
        throw buildError(
          404,
          'DefinitionNotFoundException',
          `The requested revision ${revision} of definition ${definition.id} could not be found.`,
        )
      return { status: 200, body: definitionAnswer(call, definition, wanted) }
    },
  },
  { ...one, method: 'PUT', body: 'application/json', answer: update },
  {
    ...one,
    method: 'PATCH',
    answer(call) {
      const definition = findDefinition(call, undefined, true)
      if (flag(call, 'deleted')) throw badArgument('A definition is deleted by DELETE.')
      delete definition.deleted
      return { status: 200, body: definitionAnswer(call, definition) }
    },
  },
  { ...one, method: 'DELETE', answer: remove },
  {
    method: 'GET',
    pattern: 'build/definitions/{definitionId}/revisions',
    scope,
    versions: released(3),
    location: buildLocations.revisions,
    answer: listRevisions,
  },
  {
    method: 'GET',
    pattern: 'build/definitions/{definitionId}/yaml',
    scope,
    versions: released(1),
    location: buildLocations.yaml,
    answer: (call) => ({ status: 200, body: { yaml: yamlText(findDefinition(call)) } }),
  },
]

function create(call: EndpointCall) {
  if (call.query('definitionToCloneId')) throw notEmulated('clones of definitions')
  const project = projectOf(call)
  const body = jsonBody(call.request)
  const content = readDefinition(call, project, body)
  const comment = typeof body.comment === 'string' ? body.comment : undefined
  const definition = call.organization
    .part(createBuilds)
    .addDefinition(project, content, call.caller, call.now, comment)
  return { status: 200, body: definitionAnswer(call, definition) }
}

/** The body must name the revision it was made from, so that nobody overwrites what another changed meanwhile. */
function update(call: EndpointCall) {
  const definition = findDefinition(call)
  const body = jsonBody(call.request)
  const { revision } = latestRevision(definition)
  if (body.revision !== revision)
    throw buildError(
      409,
      'InvalidDefinitionInUpdateException',
      `The revision ${String(body.revision)} of definition ${definition.id} is not the latest, which is ${revision}.`,
    )
  if (body.id !== undefined && body.id !== definition.id)
    throw badArgument('The id in the body is not that of the address.')
  const content = readDefinition(call, definition.project, body, definition)
  definition.revisions.push({
    revision: revision + 1,
    changedBy: call.caller,
    changedAt: call.now,
    changeType: 'update',
    ...(typeof body.comment === 'string' ? { comment: body.comment } : {}),
    content,
  })
  return { status: 200, body: definitionAnswer(call, definition) }
}

/** Its builds go with it; retained ones prevent that. */
function remove(call: EndpointCall) {
  const definition = findDefinition(call)
  const builds =
    call.organization.part(createBuilds).of(definition.project).byDefinition.get(definition) ?? []
  if (builds.some((build) => !build.deleted && build.leases.some(({ validUntil }) => validUntil > call.now)))
    throw buildError(
      400,
      'CannotDeleteDefinitionWithRetainedBuildsException',
      `Definition ${contentOf(definition).name} cannot be deleted because one or more of its builds are retained.`,
    )
  const deleted = { by: call.caller, at: call.now }
  definition.deleted = deleted
  for (const build of builds) build.deleted ??= { ...deleted, reason: 'Definition deleted' }
  return { status: 204 }
}

function listRevisions(call: EndpointCall) {
  const definition = findDefinition(call)
  const { id, project } = definition
  const value = definition.revisions.map(
    ({ revision, changedBy, changedAt, changeType, comment, content }): Wire<BuildDefinitionRevision> => ({
      revision,
      name: content.name,
      changedBy: identityReference(call.base, changedBy),
      changedDate: serviceDate(changedAt),
      changeType,
      ...(comment === undefined ? {} : { comment }),
      definitionUrl: `${call.base}/${project.id}/_apis/build/Definitions/${id}?revision=${revision}`,
    }),
  )
  return list(value)
}
