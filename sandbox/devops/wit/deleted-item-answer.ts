import type {
  WorkItemDelete,
  WorkItemDeleteReference,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { workItemAnswer } from './work-item-answer.js'

/** Where an item in the recycle bin is. */
export function recycledUrl(call: EndpointCall, id: number): string {
  const scope = call.project ? `${call.base}/${call.project.id}` : call.base
  return `${scope}/_apis/wit/recyclebin/${id}`
}

/** An item in the recycle bin as lists show it. */
export function deletedReference(call: EndpointCall, index: number): Wire<WorkItemDeleteReference> {
  const { items } = call.organization
  const id = items.idAt(index)
  const text = (name: string) => String(items.value(index, name) ?? '')
  const by = items.value(index, 'System.ChangedBy')
  return {
    id,
    type: text('System.WorkItemType'),
    name: text('System.Title'),
    project: text('System.TeamProject'),
    deletedDate: serviceDate(items.value(index, 'System.ChangedDate') as number),
    deletedBy: typeof by === 'object' ? `${by.displayName} <${by.uniqueName}>` : String(by),
    code: 200,
    url: recycledUrl(call, id),
  }
}

/** The same with the item itself. */
export function deletedAnswer(call: EndpointCall, index: number): Wire<WorkItemDelete> {
  return {
    ...deletedReference(call, index),
    resource: workItemAnswer(call, index, { expand: 'links', links: false }),
  }
}
