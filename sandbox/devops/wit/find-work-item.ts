import { trackingError, type DevOpsError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/** Index of an item that can be read; 404 for deleted, destroyed and unknown ones (facts 5.3). */
export function findWorkItem(call: EndpointCall, id: string): number {
  const { items } = call.organization
  const index = /^\d{1,10}$/.test(id) ? items.indexOf(Number(id)) : undefined
  if (index === undefined || items.presence(index) !== 'present') throw workItemNotFound(id)
  return index
}

/** The refusal of an item that is not there or not to be seen (facts 2.3). */
export function workItemNotFound(id: string): DevOpsError {
  return trackingError(
    404,
    'WorkItemUnauthorizedAccessException',
    `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
  )
}
