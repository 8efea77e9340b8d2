import {
  hookConsumers,
  hookPublishers,
  type HookConsumer,
  type HookPublisher,
} from '../../data/hooks/hook-catalog.js'
import { notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { actionAnswer, consumerAnswer, eventAnswer, publisherAnswer } from './catalog-answer.js'
import { hookError } from './hook-errors.js'

const shared = { method: 'GET', scope: ['organization'], versions: released(1) } as const

/** Where events come from and where they can go to. */
export const hookCatalogRoutes: readonly Route[] = [
  {
    ...shared,
    pattern: 'hooks/publishers',
    answer: (call) => list(hookPublishers.map((one) => publisherAnswer(call, one))),
  },
  {
    ...shared,
    pattern: 'hooks/publishers/{publisherId}',
    answer: (call) => ({ status: 200, body: publisherAnswer(call, findPublisher(call.path.publisherId)) }),
  },
  {
    ...shared,
    pattern: 'hooks/publishers/{publisherId}/eventtypes',
    answer(call) {
      const publisher = findPublisher(call.path.publisherId)
      return list(publisher.events.map((event) => eventAnswer(call, publisher, event)))
    },
  },
  {
    ...shared,
    pattern: 'hooks/publishers/{publisherId}/eventtypes/{eventTypeId}',
    answer(call) {
      const publisher = findPublisher(call.path.publisherId)
      const event = publisher.events.find(({ id }) => id === call.path.eventTypeId?.toLowerCase())
      if (!event)
        throw hookError(404, 'EventTypeNotFoundException', `No event type ${call.path.eventTypeId} exists.`)
      return { status: 200, body: eventAnswer(call, publisher, event) }
    },
  },
  {
    ...shared,
    method: 'POST',
    pattern: 'hooks/publishersquery',
    body: 'application/json',
    answer(call) {
      const { publisherIds, publisherInputs } = jsonBody(call.request)
      const inputs = Object.keys((publisherInputs ?? {}) as object).filter((name) => name !== 'projectId')
      if (inputs.length > 0) throw notEmulated(`publishers by ${inputs.join(', ')}`)
      const wanted = Array.isArray(publisherIds) ? publisherIds.map(String) : undefined
      const found = hookPublishers.filter(({ id }) => !wanted || wanted.includes(id))
      return {
        status: 200,
        body: {
          ...(wanted ? { publisherIds: wanted } : {}),
          ...(publisherInputs ? { publisherInputs } : {}),
          results: found.map((one) => publisherAnswer(call, one)),
        },
      }
    },
  },
  {
    ...shared,
    pattern: 'hooks/consumers',
    answer: (call) => list(consumersFor(call).map((one) => consumerAnswer(call, one))),
  },
  {
    ...shared,
    pattern: 'hooks/consumers/{consumerId}',
    answer: (call) => ({ status: 200, body: consumerAnswer(call, findConsumer(call.path.consumerId)) }),
  },
  {
    ...shared,
    pattern: 'hooks/consumers/{consumerId}/actions',
    answer(call) {
      const consumer = findConsumer(call.path.consumerId)
      return list(consumer.actions.map((action) => actionAnswer(call, consumer, action)))
    },
  },
  {
    ...shared,
    pattern: 'hooks/consumers/{consumerId}/actions/{consumerActionId}',
    answer(call) {
      const consumer = findConsumer(call.path.consumerId)
      const wanted = call.path.consumerActionId?.toLowerCase()
      const action = consumer.actions.find(({ id }) => id.toLowerCase() === wanted)
      if (!action) throw hookError(404, 'ConsumerActionNotFoundException', `No action ${wanted} exists.`)
      return { status: 200, body: actionAnswer(call, consumer, action) }
    },
  },
]

/** Those that take an event of a publisher. */
function consumersFor(call: EndpointCall): readonly HookConsumer[] {
  const wanted = call.query('publisherId')
  if (!wanted) return hookConsumers
  const events = findPublisher(wanted).events.map(({ id }) => id)
  return hookConsumers.filter(({ actions }) =>
    actions.some((action) => !action.events || action.events.some((id) => events.includes(id))),
  )
}

/** A publisher by id; 404 for an unknown one. */
export function findPublisher(id: unknown): HookPublisher {
  const found = hookPublishers.find((one) => one.id.toLowerCase() === String(id).toLowerCase())
  if (!found) throw hookError(404, 'PublisherNotFoundException', `No publisher ${String(id)} exists.`)
  return found
}

/** A consumer by id; 404 for an unknown one. */
export function findConsumer(id: unknown): HookConsumer {
  const found = hookConsumers.find((one) => one.id.toLowerCase() === String(id).toLowerCase())
  if (!found) throw hookError(404, 'ConsumerNotFoundException', `No consumer ${String(id)} exists.`)
  return found
}
