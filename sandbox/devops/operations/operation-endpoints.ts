import type {
  Operation,
  OperationReference,
} from 'azure-devops-node-api/interfaces/common/OperationsInterfaces.js'
import { DevOpsError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { createOperationQueue, type QueuedOperation } from './operation-queue.js'

/** `_apis/operations/{id}`: how far queued work is. */
export const operationRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'operations/{operationId}',
    scope: ['organization'],
    versions: released(1),
    location: { area: 'operations', resource: 'operations', id: '9a1b74b4-2ca8-4a9f-8470-c2f2e6fdc949' },
    answer(call) {
      const id = call.path.operationId as string
      const operation = call.organization.part(createOperationQueue).find(id)
      if (!operation) {
        // Key and words unconfirmed.
        throw new DevOpsError(
          404,
          'Microsoft.VisualStudio.Services.Operations.OperationNotFoundException',
          `The operation with id ${id} does not exist.`,
        )
      }
      const reference = operationReference(call, operation)
      const body: Wire<Operation> = { ...reference, _links: { self: { href: reference.url } } }
      return { status: 200, body }
    },
  },
]

/** What is answered to a request whose work goes on afterwards. */
export function accepted(call: EndpointCall, operation: QueuedOperation): DevOpsAnswer {
  return { status: 202, body: operationReference(call, operation) }
}

function operationReference(call: EndpointCall, { id, status }: QueuedOperation): Wire<OperationReference> {
  return { id, status, url: `${call.base}/_apis/operations/${id}` }
}
