import type { GitRepository } from 'azure-devops-node-api/interfaces/GitInterfaces.js'
import type { Repository } from '../../data/git/repositories.js'
import type { Project } from '../../data/projects.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** The address of a repository. */
export function repositoryUrl(call: EndpointCall, { id, project }: Repository): string {
  return `${call.base}/${project.id}/_apis/git/repositories/${id}`
}

/** The address of a repository's pages. */
export function webUrl(call: EndpointCall, { name, project }: Repository): string {
  return `${call.base}/${encodeURIComponent(project.name)}/_git/${encodeURIComponent(name)}`
}

/** A project as it stands in answers about repositories. */
export function projectReference(call: EndpointCall, project: Project) {
  return {
    id: project.id,
    name: project.name,
    ...(project.description === undefined ? {} : { description: project.description }),
    url: `${call.base}/_apis/projects/${project.id}`,
    state: project.state,
    revision: project.revision,
    visibility: project.visibility,
    lastUpdateTime: serviceDate(project.lastUpdateTime),
  }
}

/** A repository as lists show it; an empty one has no defaultBranch (facts 9). */
export function repositoryAnswer(call: EndpointCall, repository: Repository): Wire<GitRepository> {
  const { id, name, project, defaultBranch, size } = repository
  const web = webUrl(call, repository)
  const host = new URL(call.base).host
  const path = [project.name, name].map(encodeURIComponent).join('/')
  return {
    id,
    name,
    url: repositoryUrl(call, repository),
    project: projectReference(call, project),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    size,
    remoteUrl: web,
    sshUrl: `git@ssh.${host}:v3/${call.organization.name}/${path}`,
    webUrl: web,
    isDisabled: repository.isDisabled,
    isInMaintenance: false,
    ...(repository.parent ? { isFork: true } : {}),
  }
}

/** A repository as it stands inside other answers. */
export function repositoryReference(call: EndpointCall, repository: Repository): Wire<GitRepository> {
  const { id, name, project } = repository
  const { state, visibility, lastUpdateTime, url } = projectReference(call, project)
  return {
    id,
    name,
    url: repositoryUrl(call, repository),
    project: { id: project.id, name: project.name, url, state, visibility, lastUpdateTime },
  }
}

/** The `_links` of a single repository. */
export function repositoryLinks(call: EndpointCall, repository: Repository) {
  const url = repositoryUrl(call, repository)
  const below = (name: string) => ({ href: `${url}/${name}` })
  return {
    self: { href: url },
    project: { href: `vstfs:///Classification/TeamProject/${repository.project.id}` },
    web: { href: webUrl(call, repository) },
    ssh: { href: repositoryAnswer(call, repository).sshUrl },
    commits: below('commits'),
    refs: below('refs'),
    pullRequests: below('pullrequests'),
    items: below('items'),
    pushes: below('pushes'),
  }
}
