import { commitFiles } from '../git/commit-files.js'
import { createGit } from '../git/git-data.js'
import type { Repository } from '../git/repositories.js'
import { createContent, pushRefs, type RepositoryContent } from '../git/repository-content.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { guid, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'
import { firstPages } from './first-pages.js'
import type { Wiki } from './wiki.js'

/** The wikis of the organization. */
export interface WikiData {
  /** A project's wikis, its own one first. */
  of(project: Project): Wiki[]
  /** By GUID in any case. */
  byId(id: string): Wiki | undefined
  addProjectWiki(project: Project, name: string): Wiki
  addCodeWiki(repository: Repository, name: string, mappedPath: string, version: string): Wiki
  remove(wiki: Wiki): void
}

const branch = 'wikiMaster'
const day = 86_400_000

/** The wikis of an organization; get them by `organization.part(createWikis)`. */
export function createWikis(organization: Organization): WikiData {
  const { seed, projects } = organization
  const made = new Map<Project, Wiki[]>()
  const byId = new Map<string, Wiki>()
  let serial = 0

  function of(project: Project): Wiki[] {
    let own = made.get(project)
    if (!own) {
      own = project.created ? [] : firstWikis(organization, project)
      made.set(project, own)
      for (const wiki of own) byId.set(wiki.id, wiki)
    }
    return own
  }

  return {
    of,
    byId(id) {
      if (made.size < projects.length) projects.forEach(of)
      const found = byId.get(id.toLowerCase())
      return found?.project.state === 'wellFormed' ? found : undefined
    },
    addProjectWiki(project, name) {
      const id = guid(seed, streams.createdLater, streams.wiki, ++serial)
      const content = createContent()
      const wiki = projectWiki(project, id, name, () => content)
      of(project).unshift(wiki)
      byId.set(id, wiki)
      return wiki
    },
    addCodeWiki(repository, name, mappedPath, version) {
      const id = guid(seed, streams.createdLater, streams.wiki, ++serial)
      const wiki = codeWiki(organization, repository, { id, name, mappedPath, versions: [version] })
      of(repository.project).push(wiki)
      byId.set(id, wiki)
      return wiki
    },
    remove(wiki) {
      const own = of(wiki.project)
      own.splice(own.indexOf(wiki), 1)
      byId.delete(wiki.id)
    },
  }
}

/** Projects 0 to 3 have a wiki of their own, and the first two code wikis; every other one after has one. */
function firstWikis(organization: Organization, project: Project): Wiki[] {
  const { seed } = organization
  const { index } = project
  const wikis: Wiki[] = []
  if (index < 4 || index % 2 === 1) {
    let content: RepositoryContent | undefined
    const id = guid(seed, streams.wiki, index)
    const name = `${project.name.replace(/[ #]/g, '-')}.wiki`
    wikis.push(projectWiki(project, id, name, () => (content ??= firstContent(organization, project))))
  }
  if (index > 1) return wikis
  const repositories = organization.part(createGit).repositoriesOf(project)
  const models = [
    { repository: 0, name: 'Handbook & Guides', mappedPath: '/docs' },
    { repository: 1, name: 'Größen-Wiki', mappedPath: '/' },
  ]
  for (const [at, model] of models.entries()) {
    const repository = repositories[model.repository]
    const version = repository?.defaultBranch?.replace('refs/heads/', '')
    if (!repository || version === undefined) continue
    const id = guid(seed, streams.wiki, index, at)
    const { name, mappedPath } = model
    wikis.push(codeWiki(organization, repository, { id, name, mappedPath, versions: [version] }))
  }
  return wikis
}

function projectWiki(project: Project, id: string, name: string, content: Wiki['content']): Wiki {
  const repository: Repository = {
    id,
    name,
    project,
    defaultBranch: `refs/heads/${branch}`,
    isDisabled: false,
    createdAt: firstDate,
    size: 0,
  }
  return {
    id,
    name,
    project,
    type: 'projectWiki',
    repository,
    mappedPath: '/',
    versions: [branch],
    content,
    pageIds: new Map(),
    lastPageId: 0,
  }
}

function codeWiki(
  organization: Organization,
  repository: Repository,
  model: Pick<Wiki, 'id' | 'name' | 'mappedPath' | 'versions'>,
): Wiki {
  return {
    ...model,
    project: repository.project,
    type: 'codeWiki',
    repository,
    content: () => organization.part(createGit).content(repository),
    pageIds: new Map(),
    lastPageId: 0,
  }
}

/** A commit for each of the first pages' parts, a day apart. */
function firstContent(organization: Organization, project: Project): RepositoryContent {
  const content = createContent()
  let parent: string | undefined
  for (const [at, { message, files }] of firstPages(project.index).entries()) {
    const author = organization.people[at % 7] as Person
    const date = firstDate + at * day
    parent = commitFiles(content, parent, files, message, author, date).id
    pushRefs(content, [{ name: `refs/heads/${branch}`, newId: parent }], author, date)
  }
  return content
}
