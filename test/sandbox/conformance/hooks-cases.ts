import { createHooks } from '../../../sandbox/data/hooks/hooks.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const version = 'api-version=7.1'
const path = '/_apis/hooks'

const subscription = (box: Client) => {
  const [first] = box.organization.part(createHooks).subscriptions.values()
  return first
}
const described = (box: Client) => ({
  publisherId: 'tfs',
  eventType: 'build.complete',
  resourceVersion: '1.0',
  consumerId: 'webHooks',
  consumerActionId: 'httpRequest',
  publisherInputs: { buildStatus: 'Failed', projectId: box.organization.projects[0]?.id },
  consumerInputs: { url: 'https://hooks.fabrikam.example/größe' },
})

async function newSubscription(box: Client): Promise<string> {
  const answer = await box.post(`${path}/subscriptions?${version}`, described(box))
  return String(answer.body.id)
}

function one(
  method: ConformanceCase['method'],
  operation: string,
  address: (box: Client) => string | Promise<string>,
  more: Partial<ConformanceCase> = {},
): ConformanceCase {
  return {
    specification: 'hooks/serviceHooks.json',
    method,
    operation: `${path}/${operation}`,
    address: async (box) => {
      const text = await address(box)
      return `${path}/${text}${text.includes('?') ? '&' : '?'}${version}`
    },
    ...more,
  }
}

const single = 'subscriptions/{subscriptionId}'

export const hooksCases: readonly ConformanceCase[] = [
  one('GET', 'publishers', () => 'publishers'),
  one('GET', 'publishers/{publisherId}', () => 'publishers/tfs'),
  one('GET', 'publishers/{publisherId}/eventtypes', () => 'publishers/tfs/eventtypes'),
  one(
    'GET',
    'publishers/{publisherId}/eventtypes/{eventTypeId}',
    () => 'publishers/tfs/eventtypes/build.complete',
  ),
  one('POST', 'publishersquery', () => 'publishersquery', { body: { publisherIds: ['tfs'] } }),
  one('GET', 'consumers', () => 'consumers'),
  one('GET', 'consumers/{consumerId}', () => 'consumers/webHooks'),
  one('GET', 'consumers/{consumerId}/actions', () => 'consumers/zendesk/actions'),
  one(
    'GET',
    'consumers/{consumerId}/actions/{consumerActionId}',
    () => 'consumers/webHooks/actions/httpRequest',
  ),
  one('GET', 'subscriptions', () => 'subscriptions?publisherId=tfs'),
  one('POST', 'subscriptionsquery', () => 'subscriptionsquery', {
    makeBody: (box) => ({
      publisherId: 'tfs',
      publisherInputFilters: [
        {
          conditions: [
            { inputId: 'projectId', operator: 'equals', inputValue: box.organization.projects[0]?.id },
          ],
        },
      ],
    }),
  }),
  one('POST', 'subscriptions', () => 'subscriptions', { makeBody: described }),
  one('GET', single, (box) => `subscriptions/${subscription(box)?.id}`),
  one('PUT', single, async (box) => `subscriptions/${await newSubscription(box)}`, { makeBody: described }),
  one('DELETE', single, async (box) => `subscriptions/${await newSubscription(box)}`, { status: 204 }),
  one('PUT', `${single}/diagnostics`, (box) => `subscriptions/${subscription(box)?.id}/diagnostics`, {
    body: { deliveryTracing: { enabled: true } },
  }),
  one('GET', `${single}/diagnostics`, (box) => `subscriptions/${subscription(box)?.id}/diagnostics`),
  one('GET', `${single}/notifications`, (box) => `subscriptions/${subscription(box)?.id}/notifications`),
  one(
    'GET',
    `${single}/notifications/{notificationId}`,
    (box) =>
      `subscriptions/${subscription(box)?.id}/notifications/${subscription(box)?.notifications[0]?.id}`,
  ),
  one('POST', 'notificationsquery', () => 'notificationsquery', {
    body: { includeDetails: true, maxResults: 20 },
  }),
]
