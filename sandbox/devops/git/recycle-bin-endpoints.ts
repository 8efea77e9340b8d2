import type { GitDeletedRepository } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import { createGit } from '../../data/git/git-data.js'
import type { Repository } from '../../data/git/repositories.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { gitError, invalidArgument, repositoryNotFound } from './git-errors.js'
import { gitRoute } from './git-route.js'
import { projectReference, repositoryAnswer } from './repository-answer.js'

const bin = { resource: 'recycleBinRepositories', id: 'a663da97-81db-4eb3-8b83-287670f63073', preview: 1 }
const deleted = { resource: 'deletedRepositories', id: '2b6869c4-cb25-42b5-b7a3-0d3e6be0a11a', preview: 1 }
const inProject = (route: Route): Route => ({ ...route, scope: ['project'] })

/** Deleted repositories of a project: list, restore, destroy. */
export const recycleBinRoutes: readonly Route[] = [
  gitRoute('GET', 'deletedrepositories', deleted, listDeleted),
  gitRoute('GET', 'recycleBin/repositories', bin, listDeleted),
  gitRoute('PATCH', 'recycleBin/repositories/{repositoryId}', bin, (call) => {
    const { git, repository } = inBin(call)
    if (jsonBody(call.request).deleted !== false) throw invalidArgument('deleted must be false.')
    const { name, project } = repository
    if (git.repositoriesOf(project).some((other) => other.name.toLowerCase() === name.toLowerCase())) {
      throw gitError(
        409,
        'GitRepositoryNameAlreadyExistsException',
        `TF400948: A Git repository with the name ${name} already exists.`,
      )
    }
    delete repository.deleted
    return { status: 200, body: repositoryAnswer(call, repository) }
  }),
  gitRoute('DELETE', 'recycleBin/repositories/{repositoryId}', bin, (call) => {
    const { git, repository } = inBin(call)
    git.removeRepository(repository)
    return { status: 204 }
  }),
].map(inProject)

function listDeleted(call: EndpointCall) {
  const git = call.organization.part(createGit)
  const repositories = call.project ? git.deletedRepositories(call.project) : []
  return list(repositories.map((repository) => deletedAnswer(call, repository)))
}

function inBin(call: EndpointCall) {
  const git = call.organization.part(createGit)
  const wanted = (call.path.repositoryId as string).toLowerCase()
  const repository = call.project && git.deletedRepositories(call.project).find(({ id }) => id === wanted)
  if (!repository) throw repositoryNotFound(call.path.repositoryId as string)
  return { git, repository }
}

function deletedAnswer(call: EndpointCall, repository: Repository): Wire<GitDeletedRepository> {
  const { id, name, project, createdAt, deleted: removal } = repository
  return {
    id,
    name,
    project: projectReference(call, project),
    ...(removal
      ? { deletedBy: identityReference(call.base, removal.by), deletedDate: serviceDate(removal.at) }
      : {}),
    createdDate: serviceDate(createdAt),
  }
}
