import { badArgument, DevOpsError, trackingError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { deletedAnswer, deletedReference, recycledUrl } from './deleted-item-answer.js'
import { itemNotFound } from './work-item-endpoints.js'

const scope = ['organization', 'project'] as const
const recycleBin = {
  scope,
  versions: released(2),
  location: { area: 'wit', resource: 'recyclebin', id: 'b70d8d39-926c-465e-b927-b1bf0e5ca0e0' },
} as const
/** Most entries of the list of the recycle bin (facts 5.4). */
const maxListed = 20_000

/** Deleting work items, one or several, and the recycle bin (facts 5.6, 5.4). */
export const deleteRoutes: readonly Route[] = [
  {
    method: 'DELETE',
    pattern: 'wit/workitems/{id}',
    scope,
    versions: released(3),
    location: { area: 'wit', resource: 'workItems', id: '72c7ddf8-2cdc-4f60-90cd-ab71c14a399b' },
    answer: deleteOne,
  },
  {
    method: 'POST',
    pattern: 'wit/workitemsdelete',
    scope,
    versions: released(1),
    body: 'application/json',
    answer: deleteSeveral,
  },
  { method: 'GET', pattern: 'wit/recyclebin', ...recycleBin, answer: listBin },
  {
    method: 'GET',
    pattern: 'wit/recyclebin/{id}',
    ...recycleBin,
    answer: (call) => ({ status: 200, body: deletedAnswer(call, recycledItem(call, call.path.id)) }),
  },
  {
    method: 'PATCH',
    pattern: 'wit/recyclebin/{id}',
    ...recycleBin,
    body: 'application/json',
    answer: restoreOne,
  },
  {
    method: 'DELETE',
    pattern: 'wit/recyclebin/{id}',
    ...recycleBin,
    answer: (call) => {
      call.organization.items.destroy(recycledItem(call, call.path.id), call.caller, call.now)
      return { status: 204 }
    },
  },
]

/** To the recycle bin with an answer of what was deleted, or for good with none (facts 5.6 leave it open). */
function deleteOne(call: EndpointCall): DevOpsAnswer {
  const index = presentItem(call, call.path.id)
  if (flag(call, 'destroy')) {
    call.organization.items.destroy(index, call.caller, call.now)
    return { status: 204 }
  }
  call.organization.items.remove(index, call.caller, call.now)
  return { status: 200, body: deletedAnswer(call, index) }
}

/** Each id has its own outcome; those that cannot be deleted tell why. */
function deleteSeveral(call: EndpointCall): DevOpsAnswer {
  const body = new Map(
    Object.entries(jsonBody(call.request)).map(([key, value]) => [key.toLowerCase(), value]),
  )
  const ids = body.get('ids')
  const destroy = body.get('destroy') === true
  if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id)))
    throw badArgument('The body must hold ids: a list of whole numbers.')
  const results = (ids as number[]).map((id) => {
    try {
      const index = presentItem(call, String(id))
      if (destroy) call.organization.items.destroy(index, call.caller, call.now)
      else call.organization.items.remove(index, call.caller, call.now)
      return destroy ? { id, code: 200 } : deletedReference(call, index)
    } catch (error) {
      if (error instanceof DevOpsError) return { id, code: error.status, message: error.message }
      throw error
    }
  })
  return { status: 200, body: { results } }
}

/** Without ids everything in the bin, but only by id; with ids what is told of those, missing ones as a code. */
function listBin(call: EndpointCall): DevOpsAnswer {
  const { items } = call.organization
  const ids = call.query('ids')
  if (ids !== undefined) {
    return list(
      ids.split(',').map((text) => {
        const index = findRecycled(call, text.trim())
        if (index !== undefined) return deletedReference(call, index)
        const id = Number(text)
        return { id, code: 404, message: notRecycled(id).message, url: recycledUrl(call, id) }
      }),
    )
  }
  const name = call.project?.name
  const found = [...items.written.keys()].filter(
    (index) =>
      items.presence(index) === 'deleted' &&
      (name === undefined || items.value(index, 'System.TeamProject') === name),
  )
  if (found.length > maxListed)
    throw trackingError(
      400,
      'WorkItemTrackingQueryResultSizeLimitExceededException',
      `VS402337: The number of work items returned exceeds the size limit of ${maxListed}. Change the query to return fewer items.`,
    )
  return list(
    found
      .sort((a, b) => a - b)
      .map((index) => ({ id: items.idAt(index), url: recycledUrl(call, items.idAt(index)) })),
  )
}

function restoreOne(call: EndpointCall): DevOpsAnswer {
  const index = recycledItem(call, call.path.id)
  const body = new Map(
    Object.entries(jsonBody(call.request)).map(([key, value]) => [key.toLowerCase(), value]),
  )
  if (body.get('isdeleted') !== false) throw badArgument('The body must be {"IsDeleted": false}.')
  const { items } = call.organization
  items.restore(index, call.caller, call.now)
  const { id, type, name, project } = deletedReference(call, index)
  const url = recycledUrl(call, items.idAt(index))
  return {
    status: 200,
    body: { id, type, name, project, code: 200, url, resource: deletedAnswer(call, index).resource },
  }
}

function readId(text: string | undefined): number {
  if (text === undefined || !/^\d{1,10}$/.test(text))
    throw badArgument(`${text} is not the id of a work item.`)
  return Number(text)
}

function presentItem(call: EndpointCall, text: string | undefined): number {
  const id = readId(text)
  const { items } = call.organization
  const index = items.indexOf(id)
  if (index === undefined || items.presence(index) !== 'present') throw itemNotFound(id)
  return index
}

function findRecycled(call: EndpointCall, text: string | undefined): number | undefined {
  const { items } = call.organization
  const index = items.indexOf(readId(text))
  return index !== undefined && items.presence(index) === 'deleted' ? index : undefined
}

function recycledItem(call: EndpointCall, text: string | undefined): number {
  const index = findRecycled(call, text)
  if (index === undefined) throw notRecycled(readId(text))
  return index
}

/** Words and key are unconfirmed. */
function notRecycled(id: number): Error {
  return trackingError(
    404,
    'WorkItemNotFoundException',
    `TF401232: Work item ${id} is not in the recycle bin, or you do not have permissions to read it.`,
  )
}
