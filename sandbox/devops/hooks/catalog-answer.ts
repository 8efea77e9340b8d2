import type {
  HookAction,
  HookConsumer,
  HookEvent,
  HookInput,
  HookPublisher,
} from '../../data/hooks/hook-catalog.js'
import { hookPublishers } from '../../data/hooks/hook-catalog.js'
import type { EndpointCall } from '../route.js'

export function publisherAnswer(call: EndpointCall, publisher: HookPublisher): Record<string, unknown> {
  const url = `${call.base}/_apis/hooks/publishers/${publisher.id}`
  return {
    id: publisher.id,
    url,
    name: publisher.name,
    description: publisher.description,
    inputDescriptors: publisher.inputs.map(inputAnswer),
    supportedEvents: publisher.events.map((event) => eventAnswer(call, publisher, event)),
    _links: { self: { href: url }, eventTypes: { href: `${url}/eventTypes` } },
  }
}

export function eventAnswer(
  call: EndpointCall,
  publisher: HookPublisher,
  event: HookEvent,
): Record<string, unknown> {
  return {
    publisherId: publisher.id,
    id: event.id,
    url: `${call.base}/_apis/hooks/publishers/${publisher.id}/eventTypes/${event.id}`,
    name: event.name,
    description: event.description,
    supportedResourceVersions: event.versions,
    inputDescriptors: event.inputs.map(inputAnswer),
  }
}

export function consumerAnswer(call: EndpointCall, consumer: HookConsumer): Record<string, unknown> {
  const url = `${call.base}/_apis/hooks/consumers/${consumer.id}`
  return {
    id: consumer.id,
    url,
    name: consumer.name,
    description: consumer.description,
    imageUrl: '',
    informationUrl: `https://sandbox.example/hooks/${consumer.id}`,
    authenticationType: consumer.authentication,
    inputDescriptors: consumer.inputs.map(inputAnswer),
    actions: consumer.actions.map((action) => actionAnswer(call, consumer, action)),
    _links: { self: { href: url }, actions: { href: `${url}/actions` } },
  }
}

export function actionAnswer(
  call: EndpointCall,
  consumer: HookConsumer,
  action: HookAction,
): Record<string, unknown> {
  const all = hookPublishers.flatMap(({ events }) => events)
  const events = all.filter(({ id }) => !action.events || action.events.includes(id))
  return {
    id: action.id,
    consumerId: consumer.id,
    url: `${call.base}/_apis/hooks/consumers/${consumer.id}/actions/${action.id}`,
    name: action.name,
    description: action.description,
    supportedEventTypes: action.events ?? ['*'],
    supportedResourceVersions: Object.fromEntries(events.map(({ id, versions }) => [id, versions])),
    inputDescriptors: action.inputs.map(inputAnswer),
    allowResourceVersionOverride: true,
  }
}

function inputAnswer(input: HookInput): Record<string, unknown> {
  return {
    id: input.id,
    name: input.name,
    description: input.description,
    inputMode: input.mode,
    isConfidential: input.confidential,
    useInDefaultDescription: input.required,
    validation: {
      dataType: input.type,
      isRequired: input.required,
      maxLength: 255,
      pattern: input.type === 'uri' ? '^https?://' : '',
    },
    hasDynamicValueInformation: input.mode === 'combo',
    ...(input.mode === 'combo'
      ? {
          values: {
            inputId: input.id,
            defaultValue: '',
            possibleValues: [{ value: '', displayValue: '[Any]' }],
            isLimitedToPossibleValues: true,
          },
        }
      : {}),
  }
}
