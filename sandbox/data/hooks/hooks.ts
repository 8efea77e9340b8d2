import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import { below, guid, pick, randomStream, streams } from '../random.js'
import { firstDate, lastDate, workers } from '../work-item-columns.js'

export type SubscriptionStatus = 'enabled' | 'onProbation' | 'disabledByUser' | 'disabledBySystem'

/** Something that is sent when something happens. Dates are milliseconds since 1970. */
export interface Subscription {
  id: string
  status: SubscriptionStatus
  publisherId: string
  eventType: string
  resourceVersion: string
  consumerId: string
  actionId: string
  publisherInputs: Record<string, string>
  consumerInputs: Record<string, string>
  createdBy: Person
  createdAt: number
  modifiedBy: Person
  modifiedAt: number
  /** Oldest first. */
  notifications: HookNotification[]
  tracing: Record<'evaluationTracing' | 'deliveryTracing' | 'deliveryResults', number | undefined>
}

/** One event that was sent, or was to be. */
export interface HookNotification {
  id: number
  eventId: string
  status: 'queued' | 'completed'
  result: 'pending' | 'succeeded' | 'failed' | 'filtered'
  createdAt: number
  /** Milliseconds until the other side answered. */
  durationInMs: number
}

/** The service hooks of the organization. */
export interface HookData {
  subscriptions: Map<string, Subscription>
  nextId(): string
}

/** The first subscription has more notifications than one answer (100). */
const notificationCounts = [260, 12, 0, 3, 1, 40]

const events = [
  ['git.push', 'webHooks', 'httpRequest'],
  ['build.complete', 'webHooks', 'httpRequest'],
  ['workitem.updated', 'azureStorageQueue', 'enqueue'],
  ['git.pullrequest.created', 'webHooks', 'httpRequest'],
  ['git.push', 'jenkins', 'triggerGenericBuild'],
  ['workitem.commented', 'zendesk', 'createPrivateComment'],
] as const

const inputs: Readonly<Record<string, Record<string, string>>> = {
  webHooks: { url: 'https://hooks.fabrikam.example/größe?a=1&b=2', basicAuthPassword: 'secret' },
  azureStorageQueue: { accountName: 'fabrikam', accountKey: 'secret', queueName: 'work-items' },
  jenkins: {
    serverBaseUrl: 'https://jenkins.fabrikam.example',
    username: 'azure',
    password: 'secret',
    buildName: 'web #1',
  },
  zendesk: { accountName: 'fabrikam', username: 'agent@fabrikam.example', apiToken: 'secret' },
}

/** The service hooks of an organization; get them by `organization.part(createHooks)`. */
export function createHooks(organization: Organization): HookData {
  const { seed, people, projects } = organization
  const subscriptions = new Map<string, Subscription>()
  let notificationId = 0
  let serial = 0
  const visible = projects.filter(({ state, created }) => state === 'wellFormed' && !created).slice(0, 2)
  for (const project of visible) {
    for (const [at, [eventType, consumerId, actionId]] of events.entries()) {
      const random = randomStream(seed, streams.hook, project.index, at)
      const createdBy = people[below(random, workers)] as Person
      const createdAt = Math.floor(firstDate + random() * (lastDate - firstDate - 200 * 86_400_000))
      const id = guid(seed, streams.hook, project.index, at)
      const count = project.index === 0 ? (notificationCounts[at] as number) : at
      subscriptions.set(id, {
        id,
        status: at === 3 ? 'disabledBySystem' : 'enabled',
        publisherId: 'tfs',
        eventType,
        resourceVersion: '1.0',
        consumerId,
        actionId,
        publisherInputs: {
          projectId: project.id,
          tfsSubscriptionId: guid(seed, streams.hook, project.index, at, 1),
        },
        consumerInputs: { ...inputs[consumerId] },
        createdBy,
        createdAt,
        modifiedBy: createdBy,
        modifiedAt: createdAt,
        notifications: Array.from({ length: count }, (_, number): HookNotification => {
          const result = pick(random, ['succeeded', 'succeeded', 'succeeded', 'failed', 'filtered'] as const)
          return {
            id: ++notificationId,
            eventId: guid(seed, streams.hook, project.index, at, number, 2),
            status: 'completed',
            result,
            createdAt: createdAt + Math.floor(((number + random()) * 200 * 86_400_000) / count),
            durationInMs: below(random, 3000),
          }
        }),
        tracing: { evaluationTracing: undefined, deliveryTracing: undefined, deliveryResults: undefined },
      })
    }
  }
  return {
    subscriptions,
    nextId: () => guid(seed, streams.createdLater, streams.hook, ++serial),
  }
}
