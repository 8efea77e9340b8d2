import { randomUUID } from 'node:crypto'
import { createGit } from '../../data/git/git-data.js'
import type { Repository } from '../../data/git/repositories.js'
import type { Project } from '../../data/projects.js'
import { notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { findProject } from '../find-project.js'
import { jsonBody } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { gitError, invalidArgument, repositoryNotFound } from './git-errors.js'
import { findRepository, gitRoute } from './git-route.js'
import { repositoryAnswer, repositoryLinks, repositoryReference, repositoryUrl } from './repository-answer.js'

const resource = { resource: 'repositories', id: '225f7195-f9c7-4d14-ab28-a83f7ff77e1f', preview: 2 }

/** Names the service refuses, as its documentation of naming restrictions tells. */
const barred = /[\\/:*?"<>|;#${},+=[\]]|^[_.]|\.$|^\s|\s$|[\x00-\x1f]/

/** Repositories: list, one, create, rename, disable, delete. */
export const repositoryRoutes: readonly Route[] = [
  gitRoute('GET', 'repositories', resource, listRepositories),
  gitRoute('GET', 'repositories/{repositoryId}', resource, getRepository),
  gitRoute('POST', 'repositories', resource, createRepository),
  gitRoute('PATCH', 'repositories/{repositoryId}', resource, updateRepository),
  gitRoute('DELETE', 'repositories/{repositoryId}', resource, deleteRepository),
]

function listRepositories(call: EndpointCall): DevOpsAnswer {
  const git = call.organization.part(createGit)
  const repositories = call.project ? git.repositoriesOf(call.project) : git.repositories
  const links = flag(call, 'includeLinks')
  const urls = flag(call, 'includeAllUrls')
  flag(call, 'includeHidden') // There are no hidden repositories.
  return list(
    repositories.map((repository) => ({
      ...repositoryAnswer(call, repository),
      ...(urls ? { validRemoteUrls: validUrls(call, repository) } : {}),
      ...(links ? { _links: repositoryLinks(call, repository) } : {}),
    })),
  )
}

function getRepository(call: EndpointCall): DevOpsAnswer {
  const repository = findRepository(call, call.path.repositoryId as string)
  return {
    status: 200,
    body: {
      ...repositoryAnswer(call, repository),
      ...(flag(call, 'includeParent') && repository.parent
        ? { parentRepository: parentReference(call, repository.parent) }
        : {}),
      _links: repositoryLinks(call, repository),
    },
  }
}

function createRepository(call: EndpointCall): DevOpsAnswer {
  const body = jsonBody(call.request)
  const asked = body.project as { id?: string } | undefined
  const project = call.project ?? (asked?.id ? findProject(call.organization, asked.id) : undefined)
  if (!project) throw invalidArgument('A project must be named, in the address or in the body.')
  const parentId = (body.parentRepository as { id?: string } | undefined)?.id
  if (call.query('sourceRef') !== undefined) throw notEmulated('sourceRef when a repository is forked')
  const git = call.organization.part(createGit)
  const parent = parentId === undefined ? undefined : git.repository(parentId)
  if (parentId !== undefined && !parent) throw repositoryNotFound(parentId)
  const repository: Repository = {
    id: randomUUID(),
    name: checkedName(call, project, body.name),
    project,
    isDisabled: false,
    createdAt: call.now,
    size: 0,
    ...(parent ? { parent, size: parent.size } : {}),
    ...(parent?.defaultBranch === undefined ? {} : { defaultBranch: parent.defaultBranch }),
  }
  git.addRepository(repository)
  // A fork holds what its parent holds now, not what that will hold when someone looks.
  git.content(repository)
  return { status: 201, body: repositoryAnswer(call, repository) }
}

function updateRepository(call: EndpointCall): DevOpsAnswer {
  const git = call.organization.part(createGit)
  const repository = findRepository(call, call.path.repositoryId as string)
  const { name, defaultBranch, isDisabled } = jsonBody(call.request)
  const renamed =
    name === undefined || name === repository.name ? undefined : checkedName(call, repository.project, name)
  if (defaultBranch !== undefined && defaultBranch !== null) {
    const branch = String(defaultBranch)
    if (!git.content(repository).refs.has(branch) || !branch.startsWith('refs/heads/')) {
      throw gitError(404, 'GitRefNotFoundException', `The branch ${branch} does not exist.`)
    }
    repository.defaultBranch = branch
  }
  if (renamed !== undefined) repository.name = renamed
  if (isDisabled !== undefined) repository.isDisabled = isDisabled === true
  return { status: 200, body: repositoryAnswer(call, repository) }
}

function deleteRepository(call: EndpointCall): DevOpsAnswer {
  const wanted = call.path.repositoryId as string
  const repository = findRepository(call, wanted)
  if (repository.id !== wanted.toLowerCase()) throw repositoryNotFound(wanted)
  repository.deleted = { by: call.caller, at: call.now }
  return { status: 204 }
}

function checkedName(call: EndpointCall, project: Project, name: unknown): string {
  if (typeof name !== 'string' || name === '' || name.length > 64 || barred.test(name)) {
    throw gitError(
      400,
      'InvalidGitRepositoryNameException',
      `TF401025: '${String(name)}' is not a valid name for a Git repository.`,
    )
  }
  const taken = call.organization
    .part(createGit)
    .repositoriesOf(project)
    .some((repository) => repository.name.toLowerCase() === name.toLowerCase())
  if (taken) {
    throw gitError(
      409,
      'GitRepositoryNameAlreadyExistsException',
      `TF400948: A Git repository with the name ${name} already exists.`,
    )
  }
  return name
}

function parentReference(call: EndpointCall, parent: Repository) {
  const { id, name } = call.organization
  return {
    ...repositoryReference(call, parent),
    isFork: parent.parent !== undefined,
    collection: { id, name, url: `${call.base}/_apis/projectCollections/${id}` },
  }
}

function validUrls(call: EndpointCall, repository: Repository): string[] {
  const { remoteUrl, sshUrl } = repositoryAnswer(call, repository)
  return [remoteUrl, repositoryUrl(call, repository), sshUrl].filter(
    (url): url is string => typeof url === 'string',
  )
}
