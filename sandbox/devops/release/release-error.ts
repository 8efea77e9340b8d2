import { DevOpsError } from '../devops-error.js'
import type { Location } from '../route.js'

/** An error of release management; `type` is the last part of its name (some unconfirmed). */
export function releaseError(status: number, type: string, message: string): DevOpsError {
  return new DevOpsError(
    status,
    `Microsoft.VisualStudio.Services.ReleaseManagement.Data.Exceptions.${type}`,
    message,
  )
}

/** A resource of the area as Microsoft's client asks for it. */
export function releaseLocation(resource: string, id: string): Location {
  return { area: 'Release', resource, id }
}
