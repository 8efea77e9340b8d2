import type { FieldDefinition } from '../../data/fields.js'
import type { Revision } from '../../data/work-item-history.js'
import { badArgument, DevOpsError, trackingError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { fieldNotFound } from './field-endpoints.js'
import { workItemAnswer, type Expand } from './work-item-answer.js'

/** Most items of one read (facts 5.3). */
const maxIds = 200
const scope = ['organization', 'project'] as const
const location = { area: 'wit', resource: 'workItems', id: '72c7ddf8-2cdc-4f60-90cd-ab71c14a399b' }
const batchLocation = { ...location, resource: 'workItemsBatch', id: '908509b6-4248-4475-a1cd-829139ba419f' }
/** In the order of their numbers, which Microsoft's client sends in place of the words. */
const expands = ['none', 'relations', 'fields', 'links', 'all'] as const
const errorPolicies = [undefined, 'fail', 'omit'] as const

/** Reading items: several by POST or GET, one by GET. A project in the address does not confine them (facts 5.3). */
export const workItemRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: 'wit/workitemsbatch',
    scope,
    versions: released(1),
    location: batchLocation,
    body: 'application/json',
    answer: readBatch,
  },
  { method: 'GET', pattern: 'wit/workitems', scope, versions: released(3), location, answer: readList },
  { method: 'GET', pattern: 'wit/workitems/{id}', scope, versions: released(3), location, answer: readOne },
]

interface ReadRequest {
  ids: readonly number[]
  fields?: unknown
  expand?: unknown
  asOf?: unknown
  errorPolicy?: unknown
}

function readBatch(call: EndpointCall) {
  const body = jsonBody(call.request)
  const lowered = new Map(Object.entries(body).map(([key, value]) => [key.toLowerCase(), value]))
  const ids = lowered.get('ids')
  if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id))) {
    throw badArgument('The body must hold ids: a list of whole numbers.')
  }
  return readItems(call, {
    ids: ids as number[],
    fields: lowered.get('fields'),
    expand: lowered.get('$expand'),
    asOf: lowered.get('asof'),
    errorPolicy: lowered.get('errorpolicy'),
  })
}

function readList(call: EndpointCall) {
  const ids = (call.query('ids') ?? '').split(',').map((text) => text.trim())
  if (!ids.every((id) => /^\d{1,10}$/.test(id)))
    throw badArgument('The query parameter ids must be a list of whole numbers.')
  return readItems(call, {
    ids: ids.map(Number),
    ...queryOptions(call),
    errorPolicy: call.query('errorPolicy'),
  })
}

function readOne(call: EndpointCall) {
  const id = call.path.id as string
  if (!/^\d{1,10}$/.test(id)) throw badArgument(`The work item id "${id}" is not a whole number.`)
  const { fields, expand, asOf } = readOptions(call, queryOptions(call))
  const found = itemAt(call, Number(id), asOf)
  if (!found) throw itemNotFound(Number(id))
  const wanted = { ...(fields ? { fields } : {}), expand, links: true, asRevision: asOf !== undefined }
  return { status: 200, body: workItemAnswer(call, found.index, { ...wanted, ...found }) }
}

function queryOptions(call: EndpointCall): Pick<ReadRequest, 'fields' | 'expand' | 'asOf'> {
  return {
    fields: call
      .query('fields')
      ?.split(',')
      .map((name) => name.trim()),
    expand: call.query('$expand'),
    asOf: call.query('asOf'),
  }
}

function readItems(call: EndpointCall, request: ReadRequest) {
  const { ids } = request
  if (ids.length > maxIds) {
    throw trackingError(
      400,
      'WorkItemTrackingBatchLimitExceededException',
      `VS403474: You requested ${ids.length} work items which exceeds the limit of ${maxIds}`,
    )
  }
  const { fields, expand, asOf } = readOptions(call, request)
  const omit = oneOf('errorPolicy', request.errorPolicy, errorPolicies, 'fail') === 'omit'
  const wanted = { ...(fields ? { fields } : {}), expand, links: false }
  const value = ids.map((id) => {
    const found = itemAt(call, id, asOf)
    if (!found && !omit) throw itemNotFound(id)
    return found ? workItemAnswer(call, found.index, { ...wanted, ...found }) : null
  })
  return { status: 200, body: { count: value.length, value } }
}

function readOptions(call: EndpointCall, request: Pick<ReadRequest, 'fields' | 'expand' | 'asOf'>) {
  const expand = oneOf<Expand>('$expand', request.expand, expands, 'none')
  const names = request.fields ?? []
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw badArgument('fields must be a list of field names.')
  }
  if (names.length > 0 && expand !== 'none') {
    throw new DevOpsError(
      400,
      'Microsoft.Azure.Boards.WebApi.Common.ConflictingParametersException',
      'The expand parameter can not be used with the fields parameter.',
    )
  }
  const fields = names.length === 0 ? undefined : (names as string[]).map((name) => fieldNamed(call, name))
  return { fields, expand, asOf: readAsOf(request.asOf) }
}

function fieldNamed(call: EndpointCall, name: string): FieldDefinition {
  const wanted = name.toLowerCase()
  const field = call.organization.fields.find(({ referenceName }) => referenceName.toLowerCase() === wanted)
  if (!field) throw fieldNotFound(name, 400)
  return field
}

/** Milliseconds since 1970; undefined when no time is given. */
function readAsOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const time = typeof value === 'string' ? Date.parse(value) : NaN
  if (Number.isNaN(time)) throw badArgument(`asOf "${String(value)}" is not a date.`)
  return time
}

/** Items in the recycle bin and destroyed ones are not found, whatever the time. */
function itemAt(
  call: EndpointCall,
  id: number,
  asOf: number | undefined,
): { index: number; revision: Revision; time?: number } | undefined {
  const { items } = call.organization
  const index = items.indexOf(id)
  if (index === undefined || items.presence(index) !== 'present') return undefined
  if (asOf === undefined) return { index, revision: items.present(index) }
  const revision = items.asOf(index, asOf)
  return revision && { index, revision, time: asOf }
}

/** By word, whatever its case, or by number. */
function oneOf<T extends string>(
  name: string,
  value: unknown,
  words: readonly (T | undefined)[],
  otherwise: T,
): T {
  if (value === undefined || value === null || value === '') return otherwise
  const text = String(value).toLowerCase()
  const found = /^\d+$/.test(text) ? words[Number(text)] : words.find((word) => word === text)
  if (found === undefined) {
    const known = words.filter((word) => word !== undefined).join(', ')
    throw badArgument(`${name} "${String(value)}" is none of ${known}.`)
  }
  return found
}

/** TF401232: what is not there and what may not be seen look the same (facts 2.3). */
export function itemNotFound(id: number): Error {
  return trackingError(
    404,
    'WorkItemUnauthorizedAccessException',
    `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
  )
}
