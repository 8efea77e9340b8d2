import { createQueries, pathOf, type StoredQuery } from '../../data/tracking/queries.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { jsonBody } from '../json-body.js'
import { flag } from '../query-parameters.js'
import type { EndpointCall } from '../route.js'
import { findQuery } from './find-query.js'
import { queryAnswer } from './query-answer.js'
import { checkedQuery } from './query-text.js'

const written = { depth: 0, expand: 'all', includeDeleted: false } as const

/** A new query or folder in the folder of the address; with an `id` in the body, one that is there moves to it. */
export function createQuery(call: EndpointCall): DevOpsAnswer {
  const folder = findQuery(call, call.path.query as string, false)
  if (!folder.children) throw legacyError(`The query ${folder.name} is no folder.`)
  const body = jsonBody(call.request)
  if (typeof body.id === 'string' && body.name === undefined) return moveQuery(call, folder, body.id)
  const name = checkedName(body.name)
  const wiql = body.isFolder === true ? undefined : checkedText(call, body.wiql)
  refuseDuplicate(folder, name)
  if (flag(call, 'validateWiqlOnly')) {
    const { project, isPublic } = folder
    return { status: 200, body: { name, path: `${pathOf(folder)}/${name}`, isPublic, project: project.name } }
  }
  const query = call.organization.part(createQueries).add(folder, name, wiql, call.caller, call.now)
  return { status: 201, body: queryAnswer(call, query, written) }
}

function moveQuery(call: EndpointCall, folder: StoredQuery, id: string): DevOpsAnswer {
  const query = findQuery(call, id, false)
  if (!query.parent) throw rootRefusal('move')
  if (query.isPublic !== folder.isPublic) throw notEmulated('moving queries between mine and shared ones')
  for (let above: StoredQuery | undefined = folder; above; above = above.parent)
    if (above === query) throw legacyError('A folder cannot be moved into itself.')
  if (query.parent !== folder) refuseDuplicate(folder, query.name)
  query.parent.children?.splice(query.parent.children.indexOf(query), 1)
  folder.children?.push(query)
  query.parent = folder
  return { status: 201, body: queryAnswer(call, query, written) }
}

/**
 * Changes what the body holds: name, text, or whether it is deleted. Even roots can be renamed, after which no path
 * leads beneath them any more (seen on the service).
 */
export function updateQuery(call: EndpointCall): DevOpsAnswer {
  const query = findQuery(call, call.path.query as string, true)
  const body = jsonBody(call.request)
  if (body.path !== undefined && body.path !== pathOf(query))
    throw notEmulated('moving a query by its path; POST its id to a folder')
  const name = body.name === undefined ? query.name : checkedName(body.name)
  const wiql = body.wiql === undefined ? query.wiql : checkedText(call, body.wiql)
  if (query.parent) refuseDuplicate(query.parent, name, query)
  if (body.isDeleted === true) markDeleted(query)
  if (body.isDeleted === false) undelete(query, flag(call, '$undeleteDescendants'))
  query.name = name
  if (wiql !== undefined) query.wiql = wiql
  query.modifiedBy = call.caller
  query.modifiedDate = call.now
  return { status: 200, body: queryAnswer(call, query, written) }
}

/** Deletes a query, or a folder with all in it; they can be had back by GUID. */
export function deleteQuery(call: EndpointCall): DevOpsAnswer {
  const query = findQuery(call, call.path.query as string, false)
  if (!query.parent) throw rootRefusal('delete')
  markDeleted(query)
  return { status: 204 }
}

function markDeleted(query: StoredQuery): void {
  query.isDeleted = true
  for (const child of query.children ?? []) markDeleted(child)
}

/** Descendants come back only when a deleted folder does, and only when asked for. */
function undelete(query: StoredQuery, descendants: boolean): void {
  if (!query.isDeleted) return
  if (query.parent?.isDeleted) throw legacyError('The folder of the query is deleted.')
  query.isDeleted = false
  if (descendants) for (const child of query.children ?? []) undelete(child, true)
}

function checkedName(name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '' || name.length > 255)
    throw badArgument('A query needs a name of at most 255 characters.')
  if (/[\\/<>*?":|]/.test(name))
    throw legacyError(`The name "${name}" holds a character that is not allowed.`)
  return name.trim()
}

function checkedText(call: EndpointCall, wiql: unknown): string {
  if (typeof wiql !== 'string' || wiql.trim() === '')
    throw badArgument('A query needs its wiql, a folder isFolder: true.')
  checkedQuery(call, wiql)
  return wiql
}

/** 400, not 409 (seen on the service). */
function refuseDuplicate(folder: StoredQuery, name: string, itself?: StoredQuery): void {
  const same = folder.children?.some(
    (one) => one !== itself && !one.isDeleted && one.name.toLowerCase() === name.toLowerCase(),
  )
  if (same) throw legacyError('TF237018: A query or a query folder on the server has the same name.')
}

function rootRefusal(verb: 'delete' | 'move'): DevOpsError {
  return legacyError(`TF237023: You cannot ${verb} root folders.`)
}

/** The type under which several refusals of queries come (seen on the service); words without a code are unconfirmed. */
function legacyError(message: string): DevOpsError {
  return new DevOpsError(
    400,
    'Microsoft.TeamFoundation.WorkItemTracking.Server.LegacyQueryItemException',
    message,
    3200,
  )
}
