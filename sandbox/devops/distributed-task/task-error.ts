import { DevOpsError } from '../devops-error.js'
import type { Location } from '../route.js'

/** An error of the distributed task service; `type` is the last part of its name (unconfirmed ones included). */
export function taskError(status: number, type: string, message: string): DevOpsError {
  return new DevOpsError(status, `Microsoft.TeamFoundation.DistributedTask.WebApi.${type}`, message)
}

/** A resource of the area as Microsoft's client asks for it. */
export function taskLocation(resource: string, id: string): Location {
  return { area: 'distributedtask', resource, id }
}
