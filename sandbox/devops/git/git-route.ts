import { createGit, type GitData } from '../../data/git/git-data.js'
import type { PullRequest } from '../../data/git/pull-request.js'
import type { Repository } from '../../data/git/repositories.js'
import type { RepositoryContent } from '../../data/git/repository-content.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { released, type EndpointCall, type Route, type Scope } from '../route.js'
import { pullRequestNotFound, repositoryNotFound } from './git-errors.js'

/** What an endpoint below a repository works with. */
export interface GitCall extends EndpointCall {
  git: GitData
  repository: Repository
  content: RepositoryContent
}

/** What an endpoint below a pull request works with. */
export interface PullRequestCall extends GitCall {
  pullRequest: PullRequest
}

/** Addresses work with and without a project before `_apis` (facts 1.1). */
export const anywhere: readonly Scope[] = ['organization', 'project']

/** Where Microsoft's client looks for a resource, and the newest preview of it. */
export interface GitResource {
  resource: string
  id: string
  preview: number
}

type Method = Route['method']

/** A route below `git/`. */
export function gitRoute(
  method: Method,
  pattern: string,
  { resource, id, preview }: GitResource,
  answer: Route['answer'],
): Route {
  return {
    method,
    pattern: `git/${pattern}`,
    scope: anywhere,
    versions: released(preview),
    location: { area: 'git', resource, id },
    ...(method === 'POST' || method === 'PUT' ? { body: 'application/json' as const } : {}),
    answer,
  }
}

/** A route below `git/repositories/{repositoryId}`. */
export function repositoryRoute(
  method: Method,
  pattern: string,
  resource: GitResource,
  answer: (call: GitCall) => DevOpsAnswer,
  parameter = 'repositoryId',
): Route {
  return gitRoute(method, `repositories/{${parameter}}/${pattern}`, resource, (call) =>
    answer(inRepository(call, call.path[parameter] as string)),
  )
}

/** A route below `git/repositories/{repositoryId}/pullRequests/{pullRequestId}`. */
export function pullRequestRoute(
  method: Method,
  pattern: string,
  resource: GitResource,
  answer: (call: PullRequestCall) => DevOpsAnswer,
): Route {
  const path = pattern === '' ? 'pullRequests/{pullRequestId}' : `pullRequests/{pullRequestId}/${pattern}`
  return repositoryRoute(method, path, resource, (call) => answer(ofPullRequest(call)))
}

/** A visible repository by GUID, or by name in the project of the address; disabled ones included. */
export function findRepository(call: EndpointCall, nameOrId: string): Repository {
  const git = call.organization.part(createGit)
  const wanted = nameOrId.toLowerCase()
  const found =
    git.repository(wanted) ??
    (call.project && git.repositoriesOf(call.project).find(({ name }) => name.toLowerCase() === wanted))
  if (found && (!call.project || found.project === call.project)) return found
  throw repositoryNotFound(nameOrId)
}

/** The call with a repository that can be looked into: a disabled one cannot (facts 7). */
export function inRepository(call: EndpointCall, nameOrId: string): GitCall {
  const repository = findRepository(call, nameOrId)
  if (repository.isDisabled) throw repositoryNotFound(nameOrId)
  const git = call.organization.part(createGit)
  return { ...call, git, repository, content: git.content(repository) }
}

function ofPullRequest(call: GitCall): PullRequestCall {
  const pullRequest = call.content.pullRequests.get(Number(call.path.pullRequestId))
  if (!pullRequest) throw pullRequestNotFound()
  return { ...call, pullRequest }
}
