import { createBuilds } from '../../data/build/build-data.js'
import { contentOf, latestRevision } from '../../data/build/definition.js'
import { readDefinition } from '../build/definition-body.js'
import { buildError, findDefinition, pathNumber, projectOf } from '../build/find-build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { listPage } from '../paging.js'
import { wholeNumber } from '../query-parameters.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { pipelineAnswer } from './pipeline-answer.js'

/** Page size when none is asked for (unconfirmed). */
const defaultPage = 10_000

const shared = {
  scope: ['project'],
  versions: released(1),
  location: { area: 'pipelines', resource: 'pipelines', id: '28e1305e-2afe-47bf-abaf-cbb0e6a91988' },
} as const

/** `_apis/pipelines`: build definitions in other words. */
export const pipelineRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: 'pipelines', answer: listPipelines },
  { ...shared, method: 'POST', pattern: 'pipelines', body: 'application/json', answer: createPipeline },
  {
    ...shared,
    method: 'GET',
    pattern: 'pipelines/{pipelineId}',
    answer(call) {
      const definition = findDefinition(call, pathNumber(call, 'pipelineId'))
      const version = wholeNumber(call, 'pipelineVersion', 1) ?? latestRevision(definition).revision
      const revision = definition.revisions[version - 1]
      if (!revision)
        throw buildError(
          404,
          'DefinitionNotFoundException',
          `Pipeline ${definition.id} has no version ${version}.`,
        )
      return { status: 200, body: pipelineAnswer(call, definition, true, revision) }
    },
  },
]

/** Ordered by id unless asked otherwise: `orderBy` is a name and a direction, e.g. `name desc`. */
function listPipelines(call: EndpointCall) {
  const own = call.organization.part(createBuilds).of(projectOf(call))
  const found = [...own.definitions.values()].filter(({ deleted }) => !deleted)
  const order = call.query('orderBy')
  if (order) {
    const [, by, direction] = /^(name|id|folder)(?:\s+(asc|desc))?$/i.exec(order.trim()) ?? []
    if (by === undefined) throw badArgument(`The order "${order}" is not valid.`)
    const sign = direction?.toLowerCase() === 'desc' ? -1 : 1
    const key = (one: (typeof found)[number]) =>
      by.toLowerCase() === 'id'
        ? one.id
        : contentOf(one)[by.toLowerCase() === 'name' ? 'name' : 'path'].toLowerCase()
    found.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) || a.id - b.id)
  }
  return listPage(call, found, { default: defaultPage }, (definition) =>
    pipelineAnswer(call, definition, false),
  )
}

function createPipeline(call: EndpointCall) {
  const body = jsonBody(call.request)
  const configuration = (body.configuration ?? {}) as { type?: unknown; path?: unknown; repository?: unknown }
  // The client sends the number of the word.
  if (String(configuration.type).toLowerCase() !== 'yaml' && configuration.type !== 1)
    throw notEmulated(`pipelines of type ${String(configuration.type)}`)
  const project = projectOf(call)
  const content = readDefinition(call, project, {
    name: body.name,
    path: body.folder ?? undefined,
    repository: configuration.repository,
    process: { type: 2, yamlFilename: configuration.path },
  })
  const definition = call.organization
    .part(createBuilds)
    .addDefinition(project, content, call.caller, call.now)
  return { status: 200, body: pipelineAnswer(call, definition, true) }
}
