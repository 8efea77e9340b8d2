import { DevOpsError } from '../devops-error.js'

const space = 'Microsoft.VisualStudio.Services.Feed.WebApi'

/** An error of the feed service (some type keys and words unconfirmed). */
export function feedError(status: number, typeKey: string, message: string): DevOpsError {
  return new DevOpsError(status, `${space}.${typeKey}`, message)
}

export function feedNotFound(nameOrId: string): DevOpsError {
  return feedError(404, 'FeedIdNotFoundException', `The feed with ID '${nameOrId}' doesn't exist.`)
}

export function packageNotFound(id: string): DevOpsError {
  return feedError(404, 'PackageNotFoundException', `The package '${id}' could not be found in the feed.`)
}

export function feedArgument(message: string): DevOpsError {
  return feedError(400, 'InvalidFeedRequestException', message)
}
