import type { FieldDefinition } from '../../data/fields.js'
import { badArgument, DevOpsError, notEmulated, trackingError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { fieldNotFound } from './field-endpoints.js'
import { workItemAnswer, type Expand } from './work-item-answer.js'

/** Most items of one read (facts 5.3). */
const maxIds = 200
const scope = ['organization', 'project'] as const

/** Reading items: several by POST or GET, one by GET. A project in the address does not confine them (facts 5.3). */
export const workItemRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: 'wit/workitemsbatch',
    scope,
    versions: released(1),
    body: 'application/json',
    answer: readBatch,
  },
  { method: 'GET', pattern: 'wit/workitems', scope, versions: released(3), answer: readList },
  { method: 'GET', pattern: 'wit/workitems/{id}', scope, versions: released(3), answer: readOne },
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
  if (!/^\d{1,10}$/.test(id)) throw notEmulated(`work item templates (${id})`)
  const request = { ids: [Number(id)], ...queryOptions(call) }
  const { fields, expand, asOf } = readOptions(call, request)
  const index = itemAt(call, Number(id), asOf)
  if (index === undefined) throw notFound(Number(id))
  return {
    status: 200,
    body: workItemAnswer(call, index, { ...(fields ? { fields } : {}), expand, links: true }),
  }
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
  const omit = oneOf('errorPolicy', request.errorPolicy, ['fail', 'omit'], 'fail') === 'omit'
  const value = ids.map((id) => {
    const index = itemAt(call, id, asOf)
    if (index === undefined && !omit) throw notFound(id)
    return index === undefined
      ? null
      : workItemAnswer(call, index, { ...(fields ? { fields } : {}), expand, links: false })
  })
  return { status: 200, body: { count: value.length, value } }
}

function readOptions(call: EndpointCall, request: ReadRequest) {
  const expand = oneOf<Expand>(
    '$expand',
    request.expand,
    ['none', 'relations', 'fields', 'links', 'all'],
    'none',
  )
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

/** The sandbox keeps no earlier revisions, so it says so when one would be needed. */
function itemAt(call: EndpointCall, id: number, asOf: number | undefined): number | undefined {
  const { items } = call.organization
  const index = items.indexOf(id)
  if (index === undefined || asOf === undefined) return index
  if ((items.columns.created[index] as number) > asOf) return undefined
  if ((items.columns.changed[index] as number) > asOf)
    throw notEmulated('asOf before the last change of a work item')
  return index
}

function oneOf<T extends string>(name: string, value: unknown, words: readonly T[], otherwise: T): T {
  if (value === undefined || value === null || value === '') return otherwise
  const found = words.find((word) => word.toLowerCase() === String(value).toLowerCase())
  if (!found) throw badArgument(`${name} "${String(value)}" is none of ${words.join(', ')}.`)
  return found
}

function notFound(id: number): Error {
  return trackingError(
    404,
    'WorkItemUnauthorizedAccessException',
    `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
  )
}
