import { DevOpsError } from '../devops-error.js'

const space = 'Microsoft.TeamFoundation.Wiki.Server'

/** An error of the wiki service (words and some type keys unconfirmed). */
export function wikiError(status: number, typeKey: string, message: string): DevOpsError {
  return new DevOpsError(status, `${space}.${typeKey}`, message)
}

export function wikiNotFound(nameOrId: string): DevOpsError {
  return wikiError(404, 'WikiNotFoundException', `Wiki not found with name or identifier '${nameOrId}'.`)
}

export function pageNotFound(pathOrId: string): DevOpsError {
  return wikiError(
    404,
    'WikiPageNotFoundException',
    `The wiki page '${pathOrId}' could not be found. Ensure that the path of the page is correct and the page exists.`,
  )
}

export function wikiArgument(message: string): DevOpsError {
  return wikiError(400, 'InvalidArgumentValueException', message)
}
