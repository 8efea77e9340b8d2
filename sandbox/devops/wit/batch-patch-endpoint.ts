import { checkVersion, requestedVersion } from '../api-version.js'
import { badArgument, DevOpsError, trackingError } from '../devops-error.js'
import type { DevOpsAnswer, DevOpsRequest } from '../devops-request.js'
import { findProject } from '../find-project.js'
import { checkContentType, jsonList } from '../json-body.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { readPatchDocument, type PatchOperation } from './patch-document.js'
import { createItem, updateItem } from './write-endpoints.js'

/** Most requests of a batch (docs page "Work Item Batch Update"). */
const maxRequests = 200
/** Of workitems, which the requests address. */
const versions = released(3)

/** Several writes in one request; PATCH as it is documented now, POST as it was before (facts 5.6). */
export const batchPatchRoutes: readonly Route[] = (['PATCH', 'POST'] as const).map((method) => ({
  method,
  pattern: 'wit/$batch',
  scope: ['organization', 'project'],
  versions: released(1),
  body: 'application/json',
  answer: runBatch,
}))

/** Requests are independent: each is answered with its own status, in their order (shape unconfirmed, facts 5.6). */
function runBatch(call: EndpointCall): DevOpsAnswer {
  const requests = jsonList(call.request)
  if (requests.length > maxRequests)
    throw trackingError(
      400,
      'WorkItemTrackingBatchLimitExceededException',
      `VS403474: You requested ${requests.length} work items which exceeds the limit of ${maxRequests}`,
    )
  const placeholders = new Map<number, number>()
  const value = requests.map((request) => {
    const { status, body } = answerOne(call, request, placeholders)
    return {
      code: status,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
    }
  })
  return { status: 200, body: { count: value.length, value } }
}

function answerOne(call: EndpointCall, request: unknown, placeholders: Map<number, number>): DevOpsAnswer {
  try {
    const { inner, document, creates } = readRequest(call, request)
    if (!creates) return updateItem(inner, document, placeholders)
    const { answer, index } = createItem(inner, document, placeholders)
    const id = document.find(({ op, place }) => op !== 'test' && place.kind === 'id')?.value
    if (index !== undefined && Number(id) < 0) placeholders.set(Number(id), index)
    return answer
  } catch (error) {
    if (error instanceof DevOpsError) return error.answer
    throw error
  }
}

interface InnerRequest {
  inner: EndpointCall
  document: PatchOperation[]
  creates: boolean
}

/** A request of a batch as if it had come alone. */
function readRequest(call: EndpointCall, request: unknown): InnerRequest {
  if (typeof request !== 'object' || request === null) throw badArgument('A batch is a list of requests.')
  const members = new Map(
    Object.entries(request).map(([key, value]) => [key.toLowerCase(), value as unknown]),
  )
  const uri = members.get('uri')
  const method = String(members.get('method') ?? '').toUpperCase()
  if (typeof uri !== 'string') throw badArgument('Each request of a batch has a uri.')
  if (method !== 'PATCH') throw badArgument(`A batch takes PATCH, not ${method}.`)
  const { before, last, query } = readAddress(call, uri)
  const given = Object.entries((members.get('headers') ?? {}) as Record<string, unknown>)
  const headers = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]))
  const inside: DevOpsRequest = { ...call.request, method, query, headers }
  checkContentType(inside, 'application/json-patch+json')
  checkVersion(requestedVersion(query, headers), method, versions)
  const project = before === undefined ? undefined : findProject(call.organization, before)
  const creates = last.startsWith('$')
  if (creates && !project) throw badArgument(`${uri} names no project to make a work item in.`)
  return {
    inner: {
      ...call,
      request: inside,
      project,
      path: creates ? { type: last.slice(1) } : { id: last },
      query: (name) => [...query].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
    },
    document: readPatchDocument(members.get('body')),
    creates,
  }
}

/** `[/{organization or collection}][/{project}]/_apis/wit/workitems/{id or $type}?…`, with or without the server. */
function readAddress(
  call: EndpointCall,
  uri: string,
): { before?: string; last: string; query: URLSearchParams } {
  const url = new URL(uri, 'http://batch')
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent)
  const at = parts.findIndex((part) => part.toLowerCase() === '_apis')
  const [first, second, last, ...more] = parts.slice(at + 1)
  const isItems = first?.toLowerCase() === 'wit' && second?.toLowerCase() === 'workitems'
  if (at < 0 || !isItems || last === undefined || more.length > 0)
    throw badArgument(`${uri} is not the address of a work item.`)
  const names = parts.slice(0, at)
  const host = ['defaultcollection', call.organization.name.toLowerCase()]
  if (host.includes(names[0]?.toLowerCase() ?? '')) names.shift()
  return { before: names[0], last, query: url.searchParams }
}
