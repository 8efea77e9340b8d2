import { createHooks, type HookNotification, type Subscription } from '../../data/hooks/hooks.js'
import { pathNumber } from '../build/find-build.js'
import { jsonBody } from '../json-body.js'
import { wholeNumber, word } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { moment } from '../moment.js'
import { hookError } from './hook-errors.js'
import { notificationAnswer, subscriptionAnswer } from './subscription-answer.js'
import { findSubscription } from './subscription-endpoints.js'

const shared = { scope: ['organization'], versions: released(1) } as const
const all = 'hooks/subscriptions/{subscriptionId}/notifications'

/** Notifications of one answer when the request does not say (facts 6). */
const maxResults = 100

const statuses = ['queued', 'processing', 'requestInProgress', 'completed'] as const
const results = ['pending', 'succeeded', 'failed', 'filtered'] as const

/** What was sent for subscriptions, newest first. */
export const notificationRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    pattern: all,
    answer(call) {
      const subscription = findSubscription(call)
      const most = wholeNumber(call, 'maxResults', 1, maxResults)
      const status = word<string>(call, 'status', statuses, '')
      const result = word<string>(call, 'result', results, '')
      const found = [...subscription.notifications]
        .reverse()
        .filter((one) => (!status || one.status === status) && (!result || one.result === result))
      return list(found.slice(0, most).map((one) => notificationAnswer(subscription, one, false)))
    },
  },
  {
    ...shared,
    method: 'GET',
    pattern: `${all}/{notificationId}`,
    answer(call) {
      const subscription = findSubscription(call)
      const id = pathNumber(call, 'notificationId')
      const found = subscription.notifications.find((one) => one.id === id)
      if (!found)
        throw hookError(404, 'NotificationNotFoundException', `No notification with ID ${id} exists.`)
      return { status: 200, body: notificationAnswer(subscription, found, true) }
    },
  },
  {
    ...shared,
    method: 'POST',
    pattern: 'hooks/notificationsquery',
    body: 'application/json',
    answer: queryNotifications,
  },
]

function queryNotifications(call: EndpointCall) {
  const body = jsonBody(call.request)
  const ids = Array.isArray(body.subscriptionIds) ? body.subscriptionIds.map(String) : undefined
  const from = moment(body.minCreatedDate, 'minCreatedDate') ?? -Infinity
  const to = moment(body.maxCreatedDate, 'maxCreatedDate') ?? Infinity
  const subscriptions = [...call.organization.part(createHooks).subscriptions.values()].filter(
    ({ id, publisherId }) =>
      (!ids || ids.includes(id)) && (!body.publisherId || publisherId === body.publisherId),
  )
  const perSubscription = Number(body.maxResultsPerSubscription ?? Infinity)
  const found = subscriptions
    .flatMap((subscription) =>
      [...subscription.notifications]
        .reverse()
        .filter(
          (one) =>
            one.createdAt >= from &&
            one.createdAt <= to &&
            fits(one.status, body.status) &&
            fits(one.result, body.resultType),
        )
        .slice(0, perSubscription)
        .map((one): [Subscription, HookNotification] => [subscription, one]),
    )
    .sort(([, a], [, b]) => b.createdAt - a.createdAt)
    .slice(0, Number(body.maxResults ?? maxResults))
  const details = body.includeDetails === true
  return {
    status: 200,
    body: {
      ...body,
      associatedSubscriptions: subscriptions.map((one) => subscriptionAnswer(call, one)),
      results: found.map(([subscription, one]) => notificationAnswer(subscription, one, details)),
      summary: subscriptions.map(({ id, notifications }) => ({
        subscriptionId: id,
        results: results.flatMap((result) => {
          const notificationCount = notifications.filter((one) => one.result === result).length
          return notificationCount > 0 ? [{ result, notificationCount }] : []
        }),
      })),
    },
  }
}

function fits(own: string, wanted: unknown): boolean {
  return wanted === undefined || wanted === null || own.toLowerCase() === String(wanted).toLowerCase()
}
