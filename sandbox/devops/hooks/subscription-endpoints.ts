import { createHooks, type Subscription } from '../../data/hooks/hooks.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { enumValue } from '../enum-value.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { findConsumer, findPublisher } from './catalog-endpoints.js'
import { hookArgument, hookError } from './hook-errors.js'
import { hidden, subscriptionAnswer } from './subscription-answer.js'

const shared = { scope: ['organization'], versions: released(1) } as const
const json = 'application/json'
const one = 'hooks/subscriptions/{subscriptionId}'

/** Subscriptions: list, query, one, create, replace, delete, and what is traced of them. */
export const subscriptionRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    pattern: 'hooks/subscriptions',
    answer(call) {
      const asked = {
        publisherId: call.query('publisherId'),
        eventType: call.query('eventType'),
        consumerId: call.query('consumerId'),
        actionId: call.query('consumerActionId'),
      }
      return list(matching(call, asked).map((found) => subscriptionAnswer(call, found)))
    },
  },
  { ...shared, method: 'POST', pattern: 'hooks/subscriptionsquery', body: json, answer: querySubscriptions },
  {
    ...shared,
    method: 'GET',
    pattern: one,
    answer: (call) => ({ status: 200, body: subscriptionAnswer(call, findSubscription(call)) }),
  },
  {
    ...shared,
    method: 'POST',
    pattern: 'hooks/subscriptions',
    body: json,
    answer(call) {
      const { subscriptions, nextId } = call.organization.part(createHooks)
      const made: Subscription = {
        ...described(call),
        id: nextId(),
        status: 'enabled',
        createdBy: call.caller,
        createdAt: call.now,
        modifiedBy: call.caller,
        modifiedAt: call.now,
        notifications: [],
        tracing: { evaluationTracing: undefined, deliveryTracing: undefined, deliveryResults: undefined },
      }
      subscriptions.set(made.id, made)
      return { status: 200, body: subscriptionAnswer(call, made) }
    },
  },
  {
    ...shared,
    method: 'PUT',
    pattern: one,
    body: json,
    answer(call) {
      const found = findSubscription(call)
      const status = enumValue(jsonBody(call.request).status, statuses, 'status') ?? found.status
      Object.assign(found, described(call, found), { status, modifiedBy: call.caller, modifiedAt: call.now })
      return { status: 200, body: subscriptionAnswer(call, found) }
    },
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: one,
    answer(call) {
      call.organization.part(createHooks).subscriptions.delete(findSubscription(call).id)
      return { status: 204 }
    },
  },
  {
    ...shared,
    method: 'GET',
    pattern: `${one}/diagnostics`,
    answer: (call) => ({ status: 200, body: diagnostics(call, findSubscription(call)) }),
  },
  {
    ...shared,
    method: 'PUT',
    pattern: `${one}/diagnostics`,
    body: json,
    answer(call) {
      const found = findSubscription(call)
      const body = jsonBody(call.request)
      for (const kind of tracings) {
        const { enabled } = (body[kind] ?? {}) as { enabled?: unknown }
        if (enabled !== undefined) found.tracing[kind] = enabled === true ? call.now : undefined
      }
      return { status: 200, body: diagnostics(call, found) }
    },
  },
]

/** With the numbers of the REST specification. */
const statuses = { enabled: 0, onProbation: 10, disabledByUser: 20, disabledBySystem: 30 } as const

const tracings = ['evaluationTracing', 'deliveryTracing', 'deliveryResults'] as const
const tracedFor = 3_600_000

/** The subscription of the address. */
export function findSubscription(call: EndpointCall): Subscription {
  const id = call.path.subscriptionId as string
  const found = call.organization.part(createHooks).subscriptions.get(id.toLowerCase())
  if (!found)
    throw hookError(
      404,
      'SubscriptionNotFoundException',
      `No service hooks subscription with ID ${id} exists.`,
    )
  return found
}

type Asked = Partial<Record<'publisherId' | 'eventType' | 'consumerId' | 'actionId', string | undefined>>

function matching(call: EndpointCall, asked: Asked): Subscription[] {
  const wanted = Object.entries(asked).filter(([, value]) => value !== undefined && value !== '')
  return [...call.organization.part(createHooks).subscriptions.values()].filter((subscription) =>
    wanted.every(([name, value]) => subscription[name as keyof Asked].toLowerCase() === value?.toLowerCase()),
  )
}

interface Filter {
  conditions?: { inputId?: string; inputValue?: string; operator?: unknown; caseSensitive?: boolean }[]
}

function querySubscriptions(call: EndpointCall) {
  const body = jsonBody(call.request)
  if (body.subscriberId) throw notEmulated('subscriptions by subscriberId')
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const found = matching(call, {
    publisherId: text(body.publisherId),
    eventType: text(body.eventType),
    consumerId: text(body.consumerId),
    actionId: text(body.consumerActionId),
  }).filter(
    (subscription) =>
      fits(subscription.publisherInputs, body.publisherInputFilters) &&
      fits(subscription.consumerInputs, body.consumerInputFilters),
  )
  return {
    status: 200,
    body: { ...body, results: found.map((subscription) => subscriptionAnswer(call, subscription)) },
  }
}

/** One filter must hold; a filter holds when all of its conditions do. */
function fits(inputs: Readonly<Record<string, string>>, given: unknown): boolean {
  if (!Array.isArray(given) || given.length === 0) return true
  return (given as Filter[]).some(({ conditions = [] }) =>
    conditions.every(({ inputId = '', inputValue = '', operator, caseSensitive }) => {
      const [own, wanted] = [inputs[inputId] ?? '', inputValue].map((value) =>
        caseSensitive ? value : value.toLowerCase(),
      )
      const isNot = enumValue(operator, { equals: 0, notEquals: 1 }, 'operator') === 'notEquals'
      return (own === wanted) !== isNot
    }),
  )
}

/** What a body describes, with required inputs there and of the right kind. */
function described(call: EndpointCall, before?: Subscription) {
  const body = jsonBody(call.request)
  const publisher = findPublisher(body.publisherId)
  const event = publisher.events.find(({ id }) => id === body.eventType)
  if (!event)
    throw hookError(404, 'EventTypeNotFoundException', `No event type ${String(body.eventType)} exists.`)
  const consumer = findConsumer(body.consumerId)
  const action = consumer.actions.find(({ id }) => id === body.consumerActionId)
  if (!action || (action.events && !action.events.includes(event.id)))
    throw hookArgument(`The action ${String(body.consumerActionId)} cannot be used with ${event.id}.`)
  const given = texts(body.consumerInputs)
  const consumerInputs: Record<string, string> = {}
  for (const { id, name, required, type } of [...consumer.inputs, ...action.inputs]) {
    const value = given[id] === hidden ? before?.consumerInputs[id] : given[id]
    if (value === undefined || value === '') {
      if (required) throw hookArgument(`A value is required for "${name}" (${id}).`)
      continue
    }
    if (type === 'uri' && !URL.canParse(value)) throw hookArgument(`The value of "${name}" is no address.`)
    consumerInputs[id] = value
  }
  const publisherInputs = texts(body.publisherInputs)
  const { projectId } = publisherInputs
  if (projectId && !call.organization.projects.some(({ id }) => id === projectId.toLowerCase()))
    throw hookArgument(`The project ${projectId} does not exist.`)
  const { hostId: _hostId, ...own } = publisherInputs
  return {
    publisherId: publisher.id,
    eventType: event.id,
    resourceVersion: typeof body.resourceVersion === 'string' ? body.resourceVersion : '1.0',
    consumerId: consumer.id,
    actionId: action.id,
    publisherInputs: {
      tfsSubscriptionId:
        before?.publisherInputs.tfsSubscriptionId ?? call.organization.part(createHooks).nextId(),
      ...own,
    },
    consumerInputs,
  }
}

function texts(given: unknown): Record<string, string> {
  if (given === undefined || given === null) return {}
  if (typeof given !== 'object') throw badArgument('Inputs must be an object.')
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value ?? '')]))
}

/** Tracing ends by itself after an hour. */
function diagnostics(call: EndpointCall, { tracing, notifications }: Subscription) {
  const shown = tracings.flatMap((kind) => {
    const startedAt = tracing[kind]
    if (startedAt === undefined) return []
    const enabled = call.now < startedAt + tracedFor
    const traced = notifications.filter(({ createdAt }) => createdAt >= startedAt).length
    return [
      [
        kind,
        {
          enabled,
          startDate: serviceDate(startedAt),
          endDate: serviceDate(startedAt + tracedFor),
          maxTracedEntries: 25,
          ...(traced > 0 ? { tracedEntries: traced } : {}),
        },
      ],
    ]
  })
  return Object.fromEntries(shown) as Record<string, unknown>
}
