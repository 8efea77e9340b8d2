import type { HookNotification, Subscription } from '../../data/hooks/hooks.js'
import { hookConsumers, hookPublishers } from '../../data/hooks/hook-catalog.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'

/** What is shown of a secret. */
export const hidden = '********'

export function subscriptionAnswer(call: EndpointCall, one: Subscription): Record<string, unknown> {
  const url = `${call.base}/_apis/hooks/subscriptions/${one.id}`
  const event = hookPublishers
    .find(({ id }) => id === one.publisherId)
    ?.events.find(({ id }) => id === one.eventType)
  const { projectId } = one.publisherInputs
  const project = call.organization.projects.find(({ id }) => id === projectId)
  const host = hostOf(one.consumerInputs.url ?? one.consumerInputs.serverBaseUrl)
  return {
    id: one.id,
    url,
    status: one.status,
    publisherId: one.publisherId,
    eventType: one.eventType,
    subscriber: null,
    resourceVersion: one.resourceVersion,
    eventDescription: `${event?.name ?? one.eventType} in ${project?.name ?? 'any project'}`,
    consumerId: one.consumerId,
    consumerActionId: one.actionId,
    actionDescription: host ? `To host ${host}` : `By ${one.consumerId}`,
    createdBy: identityReference(call.base, one.createdBy),
    createdDate: serviceDate(one.createdAt),
    modifiedBy: identityReference(call.base, one.modifiedBy),
    modifiedDate: serviceDate(one.modifiedAt),
    publisherInputs: { hostId: call.organization.id, ...one.publisherInputs },
    consumerInputs: shownInputs(one),
    _links: {
      self: { href: url },
      consumer: { href: `${call.base}/_apis/hooks/consumers/${one.consumerId}` },
      actions: { href: `${call.base}/_apis/hooks/consumers/${one.consumerId}/actions` },
      notifications: { href: `${url}/notifications` },
      publisher: { href: `${call.base}/_apis/hooks/publishers/${one.publisherId}` },
    },
  }
}

/** A notification; what was sent and answered only with `details`. */
export function notificationAnswer(
  one: Subscription,
  notification: HookNotification,
  details: boolean,
): Record<string, unknown> {
  const { createdAt, durationInMs, result } = notification
  const doneAt = createdAt + 1000 + durationInMs
  return {
    id: notification.id,
    subscriptionId: one.id,
    subscriberId: '00000000-0000-0000-0000-000000000000',
    eventId: notification.eventId,
    status: notification.status,
    result,
    createdDate: serviceDate(createdAt),
    modifiedDate: serviceDate(doneAt),
    ...(details
      ? {
          details: {
            eventType: one.eventType,
            publisherId: one.publisherId,
            consumerId: one.consumerId,
            consumerActionId: one.actionId,
            publisherInputs: one.publisherInputs,
            consumerInputs: shownInputs(one),
            requestAttempts: 1,
            requestDuration: durationInMs / 1000,
            request: `Method: POST\nURI: ${one.consumerInputs.url ?? ''}\n`,
            ...(result === 'failed'
              ? { errorMessage: 'Internal Server Error (500)', errorDetail: 'Größer Fehler' }
              : { response: 'Status Code: 200\n' }),
            queuedDate: serviceDate(createdAt),
            dequeuedDate: serviceDate(createdAt + 500),
            processedDate: serviceDate(createdAt + 1000),
            completedDate: serviceDate(doneAt),
          },
        }
      : {}),
  }
}

function shownInputs({ consumerId, actionId, consumerInputs }: Subscription): Record<string, string> {
  const consumer = hookConsumers.find(({ id }) => id === consumerId)
  const action = consumer?.actions.find(({ id }) => id === actionId)
  const secret = [...(consumer?.inputs ?? []), ...(action?.inputs ?? [])]
    .filter(({ confidential }) => confidential)
    .map(({ id }) => id)
  return Object.fromEntries(
    Object.entries(consumerInputs).map(([name, value]) => [name, secret.includes(name) ? hidden : value]),
  )
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined
}
