import { createAuditLog, type AuditStream } from '../../data/audit/audit-log.js'
import { pathNumber } from '../build/find-build.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { wholeNumber, word } from '../query-parameters.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'

const shared = { scope: ['organization'], versions: previewOnly(1) } as const

/** Inputs of the kinds of targets, of which the last is secret (docs, "Create audit streaming"). */
const consumers: Readonly<Record<string, readonly string[]>> = {
  Splunk: ['SplunkUrl', 'SplunkEventCollectorToken'],
  AzureMonitorLogs: ['WorkspaceId', 'SharedKey'],
  AzureEventGrid: ['EventGridTopicHostname', 'EventGridTopicAccessKey'],
}
const hidden = '************************'

/** Where events of the audit log are sent to. */
export const auditStreamRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    pattern: 'audit/streams',
    answer: (call) => list([...streamsOf(call).values()].map(streamAnswer)),
  },
  {
    ...shared,
    method: 'GET',
    pattern: 'audit/streams/{streamId}',
    answer: (call) => ({ status: 200, body: streamAnswer(findStream(call)) }),
  },
  {
    ...shared,
    method: 'POST',
    pattern: 'audit/streams',
    body: 'application/json',
    answer(call) {
      const body = jsonBody(call.request)
      const days = wholeNumber(call, 'daysToBackfill', 0)
      if (days === undefined) throw badArgument('A value is required for daysToBackfill in the request.')
      const streams = streamsOf(call)
      const { type, inputs } = consumerIn(body)
      const id = Math.max(0, ...streams.keys()) + 1
      const stream: AuditStream = {
        id,
        consumerType: type,
        displayName: inputs[(consumers[type] as readonly string[])[0] as string] as string,
        consumerInputs: inputs,
        status: days > 0 ? 'backfilling' : 'enabled',
        createdAt: call.now,
        updatedAt: call.now,
      }
      streams.set(id, stream)
      return { status: 200, body: streamAnswer(stream) }
    },
  },
  {
    ...shared,
    method: 'PUT',
    pattern: 'audit/streams',
    body: 'application/json',
    answer(call) {
      const body = jsonBody(call.request)
      const stream = findStream(call, Number(body.id))
      const { inputs } = consumerIn({ consumerType: stream.consumerType, ...body }, stream.consumerInputs)
      stream.consumerInputs = inputs
      stream.updatedAt = call.now
      return { status: 200, body: streamAnswer(stream) }
    },
  },
  {
    ...shared,
    method: 'PUT',
    pattern: 'audit/streams/{streamId}',
    answer(call) {
      const stream = findStream(call)
      // Only these two can be asked for.
      const status = word(call, 'status', ['enabled', 'disabledByUser', ''], '')
      if (status === '') throw badArgument('A value is required for status in the request.')
      stream.status = status
      stream.updatedAt = call.now
      return { status: 200, body: streamAnswer(stream) }
    },
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: 'audit/streams/{streamId}',
    answer(call) {
      streamsOf(call).delete(findStream(call).id)
      return { status: 204 }
    },
  },
]

function streamsOf(call: EndpointCall): Map<number, AuditStream> {
  return call.organization.part(createAuditLog).streams
}

function findStream(call: EndpointCall, id = pathNumber(call, 'streamId')): AuditStream {
  const stream = streamsOf(call).get(id)
  if (!stream) {
    throw new DevOpsError(
      404,
      'Microsoft.VisualStudio.Services.Audit.WebApi.AuditStreamNotFoundException',
      `The audit stream ${id} does not exist.`,
    )
  }
  return stream
}

/** The inputs of a body; a secret that was only shown hidden stays as it was. */
function consumerIn(
  { consumerType, consumerInputs }: Record<string, unknown>,
  before: Record<string, string> = {},
): { type: string; inputs: Record<string, string> } {
  const type = Object.keys(consumers).find((one) => one.toLowerCase() === String(consumerType).toLowerCase())
  if (!type) throw badArgument(`The consumer type "${String(consumerType)}" is not valid.`)
  const given = (consumerInputs ?? {}) as Record<string, unknown>
  const inputs = (consumers[type] as readonly string[]).map((name): [string, string] => {
    const value = given[name] === hidden ? before[name] : (given[name] ?? before[name])
    if (typeof value !== 'string' || value === '') throw badArgument(`The consumer input ${name} is missing.`)
    return [name, value]
  })
  return { type, inputs: Object.fromEntries(inputs) }
}

function streamAnswer(stream: AuditStream): Record<string, unknown> {
  const secret = (consumers[stream.consumerType] as readonly string[]).at(-1)
  return {
    id: stream.id,
    consumerType: stream.consumerType,
    displayName: stream.displayName,
    consumerInputs: Object.fromEntries(
      Object.entries(stream.consumerInputs).map(([name, value]) => [name, name === secret ? hidden : value]),
    ),
    status: stream.status,
    statusReason: null,
    createdTime: serviceDate(stream.createdAt),
    updatedTime: serviceDate(stream.updatedAt),
  }
}
