import type { ReleaseDefinitionRevision } from 'azure-devops-node-api/interfaces/ReleaseInterfaces.js'
import { createReleases } from '../../data/release/release-data.js'
import { releaseContentOf, type ReleaseDefinition } from '../../data/release/release-definition.js'
import { stateOfDeployment } from '../../data/release/release.js'
import { folderPath } from '../build/definition-body.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import { listParameter, numbersParameter } from '../build/list-parameter.js'
import { notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { listPage } from '../paging.js'
import { flag } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { findReleaseDefinition, releasesOf } from './find-release.js'
import { releaseDefinitionAnswer } from './release-definition-answer.js'
import { readReleaseDefinition } from './release-definition-body.js'
import { releaseError, releaseLocation } from './release-error.js'
import { definitionUrl, person } from './release-reference.js'
import type { Wire } from '../wire.js'
import { enumParameter, flagsParameter } from '../enum-value.js'

/** Page size when none is asked for (unconfirmed). */
const defaultPage = 10_000

const scope = ['project'] as const
const shared = {
  scope,
  versions: released(4),
  location: releaseLocation('definitions', 'd8f96f24-8ea7-4cb6-baab-2df8fc515665'),
}
const all = { ...shared, pattern: 'release/definitions' }
const one = { ...shared, pattern: 'release/definitions/{definitionId}' }
const revisions = {
  scope,
  versions: released(1),
  location: releaseLocation('revisions', '258b82e0-9d41-43f3-86d6-fef14ddd44bc'),
}

/** Definitions of classic releases, and their revisions. */
export const releaseDefinitionRoutes: readonly Route[] = [
  { ...all, method: 'GET', answer: listDefinitions },
  { ...all, method: 'POST', body: 'application/json', answer: create },
  { ...all, method: 'PUT', body: 'application/json', answer: update },
  {
    ...one,
    method: 'GET',
    answer: (call) => ({
      status: 200,
      body: releaseDefinitionAnswer(call, findReleaseDefinition(call), { all: true }),
    }),
  },
  { ...one, method: 'DELETE', answer: remove },
  {
    ...revisions,
    method: 'GET',
    pattern: 'release/definitions/{definitionId}/revisions',
    answer(call) {
      const definition = findReleaseDefinition(call)
      return list(definition.revisions.map((revision) => revisionAnswer(call, definition, revision)))
    },
  },
  {
    ...revisions,
    method: 'GET',
    pattern: 'release/definitions/{definitionId}/revisions/{revision}',
    answer(call) {
      const definition = findReleaseDefinition(call)
      const number = pathNumber(call, 'revision')
      const revision = definition.revisions[number - 1]
      if (!revision)
        throw releaseError(
          404,
          'ReleaseDefinitionRevisionNotFoundException',
          `Release definition ${definition.id} has no revision ${number}.`,
        )
      const content = releaseDefinitionAnswer(call, definition, { all: true }, revision)
      // A file, not an answer: its type is text.
      return {
        status: 200,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        content: JSON.stringify(content),
      }
    },
  },
]

function listDefinitions(call: EndpointCall) {
  if (call.query('propertyFilters')) throw notEmulated('properties of release definitions')
  const search = call.query('searchText')?.toLowerCase()
  const exact = flag(call, 'isExactNameMatch')
  const withFolder = flag(call, 'searchTextContainsFolderName')
  const path = call.query('path')
  const folder = path ? folderPath(path).toLowerCase() : undefined
  const ids = numbersParameter(call, 'definitionIdFilter')
  const tags = listParameter(call, 'tagFilter')
  const type = call.query('artifactType')?.toLowerCase()
  const source = call.query('artifactSourceId')?.toLowerCase()
  const deleted = flag(call, 'isDeleted')
  const found = [...releasesOf(call).definitions.values()].filter((definition) => {
    const content = releaseContentOf(definition)
    const name = (withFolder ? `${content.path}\\${content.name}` : content.name).toLowerCase()
    return (
      definition.isDeleted === deleted &&
      (!search || (exact ? name === search : name.includes(search))) &&
      (folder === undefined || content.path.toLowerCase() === folder) &&
      (!ids || ids.has(definition.id)) &&
      (!tags || tags.every((tag) => content.tags.includes(tag))) &&
      (!type || (type === 'build' && content.artifacts.length > 0)) &&
      (!source ||
        content.artifacts.some((artifact) => `${definition.project.id}:${artifact.definition.id}` === source))
    )
  })
  const order = enumParameter(
    call,
    'queryOrder',
    { idAscending: 0, idDescending: 1, nameAscending: 2, nameDescending: 3 },
    'idAscending',
  )
  const sign = order.endsWith('Descending') ? -1 : 1
  const key = (definition: ReleaseDefinition) => releaseContentOf(definition).name.toLowerCase()
  found.sort((a, b) => sign * (order.startsWith('id') ? a.id - b.id : key(a) < key(b) ? -1 : 1))
  const expand = flagsParameter(call, '$expand', {
    none: 0,
    environments: 2,
    artifacts: 4,
    triggers: 8,
    variables: 16,
    tags: 32,
    lastRelease: 64,
  })
  const parts = {
    environments: expand?.has('environments') ?? false,
    artifacts: expand?.has('artifacts') ?? false,
    all: (['triggers', 'variables', 'tags'] as const).some((part) => expand?.has(part)),
    lastRelease: true,
  }
  return listPage(call, found, { default: defaultPage }, (definition) =>
    releaseDefinitionAnswer(call, definition, parts),
  )
}

function create(call: EndpointCall) {
  const body = jsonBody(call.request)
  const content = readReleaseDefinition(call, body)
  const definition: ReleaseDefinition = {
    id: call.organization.part(createReleases).nextId(),
    project: projectOf(call),
    source: 'restApi',
    createdBy: call.caller,
    createdAt: call.now,
    revisions: [{ revision: 1, changedBy: call.caller, changedAt: call.now, changeType: 'add', content }],
    isDeleted: false,
  }
  releasesOf(call).definitions.set(definition.id, definition)
  return { status: 200, body: releaseDefinitionAnswer(call, definition, { all: true }) }
}

/** The body must name the revision it was made from. */
function update(call: EndpointCall) {
  const body = jsonBody(call.request)
  const definition = findReleaseDefinition(call, Number(body.id))
  const latest = definition.revisions.length
  if (body.revision !== latest)
    throw releaseError(
      409,
      'StaleReleaseDefinitionException',
      `VS402884: You are using an old copy of the release definition (revision ${String(body.revision)}); the latest is ${latest}.`,
    )
  const content = readReleaseDefinition(call, body, definition)
  definition.revisions.push({
    revision: latest + 1,
    changedBy: call.caller,
    changedAt: call.now,
    changeType: 'update',
    ...(typeof body.comment === 'string' ? { comment: body.comment } : {}),
    content,
  })
  return { status: 200, body: releaseDefinitionAnswer(call, definition, { all: true }) }
}

/** Deployments under way prevent it, unless it is forced. */
function remove(call: EndpointCall) {
  const definition = findReleaseDefinition(call)
  const busy = releasesOf(call).releases.some(
    (release) =>
      release.definition === definition &&
      release.environments.some(({ deployments }) => {
        const last = deployments.at(-1)
        return (
          last !== undefined && ['inProgress', 'queued'].includes(stateOfDeployment(last, call.now).status)
        )
      }),
  )
  if (busy && !flag(call, 'forceDelete'))
    throw releaseError(
      400,
      'ReleaseDefinitionDeletionNotAllowedException',
      `VS402889: Release definition ${releaseContentOf(definition).name} has deployments in progress.`,
    )
  definition.isDeleted = true
  return { status: 204 }
}

function revisionAnswer(
  call: EndpointCall,
  definition: ReleaseDefinition,
  { revision, changedBy, changedAt, changeType, comment }: ReleaseDefinition['revisions'][number],
): Wire<ReleaseDefinitionRevision> {
  return {
    definitionId: definition.id,
    revision,
    changedBy: person(call, changedBy),
    changedDate: serviceDate(changedAt),
    changeType,
    ...(comment === undefined ? {} : { comment }),
    definitionUrl: `${definitionUrl(call, definition)}/revisions/${revision}`,
    apiVersion: '7.1',
  }
}
