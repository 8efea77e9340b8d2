import type { ProcessModel, WorkItemTypeModel } from '../../data/processes.js'
import { allTypes } from '../../data/tracking/type-categories.js'
import { findProcess } from '../core/process-endpoints.js'
import { DevOpsError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

export function processOf(call: EndpointCall): ProcessModel {
  return findProcess(call.path.processId as string)
}

/** The work item type of the address; otherwise a 404 (type key and words unconfirmed). */
export function typeOf(call: EndpointCall, name = call.path.witRefName as string): WorkItemTypeModel {
  const wanted = name.toLowerCase()
  const type = allTypes(processOf(call)).find(({ referenceName }) => referenceName.toLowerCase() === wanted)
  if (type) return type
  throw notFound(
    'ProcessWorkItemTypeDoesNotExistException',
    `VS402805: Work item type ${name} does not exist.`,
  )
}

export function notFound(typeKey: string, message: string): DevOpsError {
  return new DevOpsError(404, `Microsoft.TeamFoundation.WorkItemTracking.Server.${typeKey}`, message, 3200)
}

/** Address of a process in this area. */
export function processUrl(call: EndpointCall, { templateTypeId }: ProcessModel): string {
  return `${call.base}/_apis/work/processes/${templateTypeId}`
}

export function typeUrl(call: EndpointCall, type: WorkItemTypeModel): string {
  return `${processUrl(call, processOf(call))}/workItemTypes/${type.referenceName}`
}
