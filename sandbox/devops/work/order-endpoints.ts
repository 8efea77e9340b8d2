import { planningFields } from '../../data/boards/backlog-levels.js'
import { badArgument, DevOpsError, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { namedIteration, teamOf } from './team-of-call.js'

/** Distance between two items when there is nothing to fit them between. */
const step = 400_000_000

/** Puts work items before, after or between others, on the backlog or in an iteration. */
export const orderRoutes: readonly Route[] = [
  {
    method: 'PATCH',
    pattern: 'work/workitemsorder',
    scope: ['project', 'team'],
    versions: released(1),
    location: { area: 'work', resource: 'workitemsorder', id: '1c22b714-e7e4-41b9-85e0-56ee13ef55ed' },
    body: 'application/json',
    answer: reorder,
  },
  {
    method: 'PATCH',
    pattern: 'work/iterations/{iterationId}/workitemsorder',
    scope: ['project', 'team'],
    versions: released(1),
    location: {
      area: 'work',
      resource: 'iterationworkitemsorder',
      id: '47755db2-d7eb-405a-8c25-675401525fc9',
    },
    body: 'application/json',
    answer(call) {
      namedIteration(call, call.path.iterationId as string)
      return reorder(call)
    },
  },
]

/** Each item gets a new place between its neighbours, as one revision of it; 0 stands for no neighbour and no parent. */
function reorder(call: EndpointCall) {
  const { items } = call.organization
  const { ids, parentId, previousId, nextId } = jsonBody(call.request)
  const field = planningFields(teamOf(call).project.process).Order
  if (field === undefined) throw notEmulated('ordering work items of the Basic process')
  if (!Array.isArray(ids) || ids.length === 0) throw badArgument('The body must hold ids.')
  const indexes = ids.map((id) => itemNamed(call, id))
  for (const index of indexes) {
    if (parentId !== undefined && (items.value(index, 'System.Parent') ?? 0) !== parentId)
      throw notEmulated('moving work items to another parent by ordering them')
  }
  const placeOf = (id: unknown): number | undefined => {
    const place = id ? items.value(itemNamed(call, id), field) : undefined
    return typeof place === 'number' ? place : undefined
  }
  const before = placeOf(previousId)
  const after = placeOf(nextId)
  const gap = (index: number) => (index + 1) / (indexes.length + 1)
  const orders = indexes.map((_, at) => {
    if (before !== undefined && after !== undefined) return before + (after - before) * gap(at)
    if (before !== undefined) return before + step * (at + 1)
    if (after !== undefined) return after * gap(at)
    return step * (at + 1)
  })
  indexes.forEach((index, at) => {
    const fields = new Map([[field, orders[at]]])
    items.update(index, { fields, addLinks: [], removeLinks: [] }, call.caller, call.now)
  })
  return list(indexes.map((index, at) => ({ id: items.idAt(index), order: orders[at] })))
}

function itemNamed(call: EndpointCall, id: unknown): number {
  const { items } = call.organization
  const index = typeof id === 'number' ? items.indexOf(id) : undefined
  if (index !== undefined && items.presence(index) === 'present') return index
  throw new DevOpsError(
    404,
    'Microsoft.TeamFoundation.WorkItemTracking.Server.WorkItemUnauthorizedAccessException',
    `TF401232: Work item ${String(id)} does not exist, or you do not have permissions to read it.`,
    3200,
  )
}
