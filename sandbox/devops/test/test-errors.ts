import { DevOpsError } from '../devops-error.js'

const space = 'Microsoft.TeamFoundation.TestManagement.WebApi'

/** Something of test management that is not there: `Test run 5 not found.` */
export function testNotFound(kind: string, id: number | string): DevOpsError {
  return new DevOpsError(404, `${space}.TestObjectNotFoundException`, `${kind} ${id} not found.`, 0)
}

/** A body or parameter test management refuses (words unconfirmed per endpoint). */
export function invalidTestProperty(message: string): DevOpsError {
  return new DevOpsError(400, `${space}.InvalidPropertyException`, message, 0)
}

/** A change of something that changed since it was read. */
export function testObjectUpdated(message: string): DevOpsError {
  return new DevOpsError(409, `${space}.TestObjectUpdatedException`, message, 0)
}
