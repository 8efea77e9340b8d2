import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import { reachable } from './commit-graph.js'
import type { Commit } from './git-objects.js'
import type { PullRequest } from './pull-request.js'
import { planPullRequests, type PullRequestPlan } from './pull-request-plan.js'
import { createRepositories, historySize, type Repository } from './repositories.js'
import { createContent, pushRefs, tipOf, type Ref, type RepositoryContent } from './repository-content.js'
import { writeHistory } from './write-history.js'

export type { Commit } from './git-objects.js'
export type { PullRequest } from './pull-request.js'
export type { Repository } from './repositories.js'
export type { Ref } from './repository-content.js'

/** The repositories and pull requests of the organization. */
export interface GitData {
  /** Those that are not deleted, in the order of projects; disabled and empty ones included. */
  readonly repositories: readonly Repository[]
  /** Those of one project that are not deleted; the first is its default one. */
  repositoriesOf(project: Project): readonly Repository[]
  /** By GUID, in any case; undefined when there is none or it is deleted. */
  repository(id: string): Repository | undefined
  /** Everything reachable from the default branch, newest first; empty for an empty repository. */
  commits(repository: Repository): readonly Commit[]
  /** Any commit of the repository, on whatever branch. */
  commit(repository: Repository, id: string): Commit | undefined
  /** In the order of their names; branches, tags, and `refs/pull/{id}/merge` of pull requests. */
  refs(repository: Repository): readonly Ref[]
  /** Newest first, whatever their status; those of deleted repositories left out. */
  pullRequests(of: Project | Repository): readonly PullRequest[]
  /** By id, which is unique in the organization. */
  pullRequest(id: number): PullRequest | undefined
  /** Ids of all pull requests, newest first. */
  pullRequestIds(): readonly number[]
  /** Everything inside a repository, made when first asked for. */
  content(repository: Repository): RepositoryContent
  /** Repositories in the recycle bin of a project. */
  deletedRepositories(project: Project): readonly Repository[]
  /** Adds a repository; a fork starts with the branches of its parent. */
  addRepository(repository: Repository): void
  removeRepository(repository: Repository): void
  /** The id of the next pull request. */
  nextPullRequestId(): number
  readonly plan: PullRequestPlan
}

/** The git data of an organization; get it by `organization.part(createGit)`. */
export function createGit(organization: Organization): GitData {
  const plan = planPullRequests(organization)
  const byProject = new Map<Project, Repository[]>()
  const byId = new Map<string, Repository>()
  const contents = new Map<Repository, RepositoryContent>()
  const mainCommits = new Map<Repository, { tip: string; commits: readonly Commit[] }>()
  let made = 0

  /** All repositories of a project, deleted ones included. */
  function allOf(project: Project): Repository[] {
    let list = byProject.get(project)
    if (!list) {
      list = createRepositories(organization.seed, project)
      byProject.set(project, list)
      for (const repository of list) byId.set(repository.id, repository)
    }
    return list
  }

  function visibleProjects(): Project[] {
    return organization.projects.filter(({ state }) => state === 'wellFormed')
  }

  function contentOf(repository: Repository): RepositoryContent {
    let content = contents.get(repository)
    if (!content) {
      content = repository.parent ? forked(contentOf(repository.parent), repository) : past(repository)
      contents.set(repository, content)
    }
    return content
  }

  function past(repository: Repository): RepositoryContent {
    const { project } = repository
    const at = allOf(project).indexOf(repository)
    const size = historySize(project, at)
    const planned = plan.of(project).filter((pullRequest) => pullRequest.repository === at)
    return writeHistory(organization, repository, at, size, planned)
  }

  function pullRequestsOf(of: Project | Repository): PullRequest[] {
    const repositories = 'project' in of ? [of] : data.repositoriesOf(of)
    return repositories
      .flatMap((repository) => [...contentOf(repository).pullRequests.values()])
      .sort((a, b) => b.id - a.id)
  }

  const data: GitData = {
    plan,
    get repositories() {
      return visibleProjects().flatMap((project) => data.repositoriesOf(project))
    },
    repositoriesOf: (project) => allOf(project).filter(({ deleted }) => !deleted),
    repository(id) {
      if (byProject.size < organization.projects.length) organization.projects.forEach(allOf)
      const found = byId.get(id.toLowerCase())
      return found && !found.deleted && found.project.state === 'wellFormed' ? found : undefined
    },
    commits(repository) {
      const content = contentOf(repository)
      const tip = repository.defaultBranch && tipOf(content, repository.defaultBranch)
      if (!tip) return []
      let known = mainCommits.get(repository)
      if (known?.tip !== tip) {
        known = { tip, commits: reachable(content.objects, tip) }
        mainCommits.set(repository, known)
      }
      return known.commits
    },
    commit: (repository, id) => contentOf(repository).objects.commits.get(id.toLowerCase()),
    refs: (repository) => [...contentOf(repository).refs.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    pullRequests: pullRequestsOf,
    pullRequest(id) {
      if (!Number.isInteger(id) || id < 1 || id > plan.total + made) return undefined
      const project = id <= plan.total ? organization.projects[plan.projectOf(id)] : undefined
      const planned = project && plan.of(project).find((candidate) => candidate.id === id)
      const places = project && planned ? [allOf(project)[planned.repository]] : [...contents.keys()]
      for (const repository of places) {
        if (!repository || repository.deleted || repository.project.state !== 'wellFormed') continue
        const found = contentOf(repository).pullRequests.get(id)
        if (found) return found
      }
      return undefined
    },
    pullRequestIds: () => Array.from({ length: plan.total + made }, (_, at) => plan.total + made - at),
    content: contentOf,
    deletedRepositories: (project) => allOf(project).filter(({ deleted }) => deleted),
    addRepository(repository) {
      allOf(repository.project).push(repository)
      byId.set(repository.id, repository)
    },
    removeRepository(repository) {
      const list = allOf(repository.project)
      list.splice(list.indexOf(repository), 1)
      byId.delete(repository.id)
      contents.delete(repository)
    },
    nextPullRequestId: () => plan.total + ++made,
  }
  return data
}

/** A fork: the parent's objects and branches, brought in by one push. */
function forked(parent: RepositoryContent, repository: Repository): RepositoryContent {
  const content = createContent(parent)
  const branches = [...parent.refs.values()].filter(({ name }) => name.startsWith('refs/heads/'))
  const [first] = branches
  if (!first) return content
  const moves = branches.map(({ name, objectId }) => ({ name, newId: objectId }))
  pushRefs(content, moves, first.creator, repository.createdAt)
  return content
}
