import type { WikiV2 } from 'azure-devops-node-api/interfaces/WikiInterfaces.js'
import { createGit } from '../../data/git/git-data.js'
import type { Project } from '../../data/projects.js'
import { entryAt } from '../../data/git/trees.js'
import type { Wiki } from '../../data/wiki/wiki.js'
import { createWikis } from '../../data/wiki/wikis.js'
import { enumValue } from '../enum-value.js'
import { findProject } from '../find-project.js'
import { findRepository, type GitCall } from '../git/git-route.js'
import { descriptor, needVersion } from '../git/version-descriptor.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { findWiki } from './find-page.js'
import { wikiUrl } from './page-answer.js'
import { wikiArgument, wikiError } from './wiki-errors.js'

const shared = {
  scope: ['organization', 'project'],
  versions: released(2),
  location: { area: 'wiki', resource: 'wikis', id: '288d122c-dbd4-451d-aa5f-7dbbba070728' },
} as const
const one = 'wiki/wikis/{wikiIdentifier}'

/** Wikis: list, one, make, change, remove. */
export const wikiRoutes: readonly Route[] = [
  {
    ...shared,
    method: 'GET',
    pattern: 'wiki/wikis',
    answer(call) {
      const wikis = call.organization.part(createWikis)
      const projects = call.project
        ? [call.project]
        : call.organization.projects.filter(({ state }) => state === 'wellFormed')
      return list(projects.flatMap((project) => wikis.of(project)).map((wiki) => wikiAnswer(call, wiki)))
    },
  },
  {
    ...shared,
    method: 'GET',
    pattern: one,
    answer: (call) => ({ status: 200, body: wikiAnswer(call, findWiki(call)) }),
  },
  {
    ...shared,
    method: 'POST',
    pattern: 'wiki/wikis',
    body: 'application/json',
    answer: (call) => ({ status: 201, body: wikiAnswer(call, createWiki(call)) }),
  },
  {
    ...shared,
    method: 'PATCH',
    pattern: one,
    body: 'application/json',
    answer(call) {
      const wiki = findWiki(call)
      updateWiki(call, wiki)
      return { status: 200, body: wikiAnswer(call, wiki) }
    },
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: one,
    answer(call) {
      const wiki = findWiki(call)
      if (wiki.type === 'projectWiki')
        throw wikiError(
          400,
          'WikiOperationNotSupportedException',
          "A project's own wiki is deleted with its repository only.",
        )
      call.organization.part(createWikis).remove(wiki)
      return { status: 200, body: wikiAnswer(call, wiki) }
    },
  },
]

function createWiki(call: EndpointCall): Wiki {
  const body = jsonBody(call.request)
  const wikis = call.organization.part(createWikis)
  const project =
    typeof body.projectId === 'string' ? findProject(call.organization, body.projectId) : call.project
  if (!project) throw wikiArgument('projectId must be given.')
  const name = nameIn(call, body.name, project)
  const type = enumValue(body.type, { projectWiki: 0, codeWiki: 1 }, 'type') ?? 'projectWiki'
  if (type === 'projectWiki') {
    if (wikis.of(project).some((wiki) => wiki.type === 'projectWiki'))
      throw wikiError(409, 'WikiAlreadyExistsException', `The project '${project.name}' has a wiki already.`)
    return wikis.addProjectWiki(project, name)
  }
  const repository = findRepository({ ...call, project }, String(body.repositoryId))
  const mappedPath = String(body.mappedPath ?? '')
  if (!mappedPath.startsWith('/')) throw wikiArgument('mappedPath must be a path that begins with /.')
  const wanted = descriptor((body.version ?? {}) as Record<string, unknown>)
  if (wanted.type !== 'branch' || wanted.version === undefined)
    throw wikiArgument('version must name a branch.')
  const git = call.organization.part(createGit)
  const inside: GitCall = { ...call, git, repository, content: git.content(repository) }
  const commit = needVersion(inside, wanted)
  if (entryAt(inside.content.objects, commit.tree, mappedPath)?.kind !== 'tree')
    throw wikiArgument(`The folder '${mappedPath}' is not in the branch '${wanted.version}'.`)
  const path = mappedPath === '/' ? '/' : mappedPath.replace(/\/+$/, '')
  return wikis.addCodeWiki(repository, name, path, wanted.version)
}

function updateWiki(call: EndpointCall, wiki: Wiki): void {
  const { name, versions } = jsonBody(call.request)
  const newName = name === undefined || name === null ? wiki.name : nameIn(call, name, wiki.project, wiki)
  let branches = wiki.versions
  if (Array.isArray(versions)) {
    if (wiki.type === 'projectWiki') throw wikiArgument("A project's own wiki has one version only.")
    if (versions.length === 0) throw wikiArgument('A wiki needs a version.')
    const git = call.organization.part(createGit)
    const { repository } = wiki
    const inside: GitCall = { ...call, git, repository, content: wiki.content() }
    branches = versions.map((version) => {
      const wanted = descriptor(version as Record<string, unknown>)
      needVersion(inside, wanted)
      return String(wanted.version)
    })
  }
  wiki.name = newName
  wiki.versions = branches
}

function nameIn(call: EndpointCall, given: unknown, project: Project, own?: Wiki): string {
  if (typeof given !== 'string' || given.trim() === '') throw wikiArgument('name must not be empty.')
  const taken = call.organization
    .part(createWikis)
    .of(project)
    .some((wiki) => wiki !== own && wiki.name.toLowerCase() === given.toLowerCase())
  if (taken) throw wikiError(409, 'WikiAlreadyExistsException', `A wiki named '${given}' exists already.`)
  return given
}

function wikiAnswer(call: EndpointCall, wiki: Wiki): Wire<WikiV2> {
  const { id, name, type, project, repository, mappedPath, versions } = wiki
  return {
    id,
    versions: versions.map((version) => ({ version })),
    url: wikiUrl(call, wiki),
    remoteUrl: `${call.base}/${project.id}/_wiki/wikis/${id}`,
    type,
    name,
    projectId: project.id,
    repositoryId: repository.id,
    mappedPath,
    isDisabled: false,
  }
}
