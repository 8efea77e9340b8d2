import { DevOpsError } from '../devops-error.js'

/** An error of the service's git part, whose type names stand in one .NET namespace. */
export function gitError(status: number, typeKey: string, message: string): DevOpsError {
  return new DevOpsError(status, `Microsoft.TeamFoundation.Git.Server.${typeKey}`, message)
}

/** A repository that is not there, may not be seen, or is disabled (facts 2.3, 7). */
export function repositoryNotFound(nameOrId: string): DevOpsError {
  return gitError(
    404,
    'GitRepositoryNotFoundException',
    `TF401019: The Git repository with name or identifier ${nameOrId} does not exist or you do not have permissions ` +
      'for the operation you are attempting.',
  )
}

export function pullRequestNotFound(): DevOpsError {
  return gitError(
    404,
    'GitPullRequestNotFoundException',
    'TF401180: The requested pull request was not found.',
  )
}

/** A body or parameter the service refuses (type key unconfirmed per endpoint). */
export function invalidArgument(message: string): DevOpsError {
  return gitError(400, 'InvalidArgumentValueException', message)
}
