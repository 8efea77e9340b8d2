import type { Project } from '../projects.js'
import type { Repository } from '../git/repositories.js'
import type { RepositoryContent } from '../git/repository-content.js'

/** A wiki: pages that are Markdown files of a repository. */
export interface Wiki {
  /** GUID; of a project's own wiki the same as that of its repository. */
  id: string
  name: string
  project: Project
  type: 'projectWiki' | 'codeWiki'
  /** A project wiki's own one is hidden: git's lists do not show it, nor does git find it here. */
  repository: Repository
  /** Where in the repository the pages are, e.g. `/` or `/docs`. */
  mappedPath: string
  /** Branches that are shown; the first unless another is asked for. */
  versions: string[]
  /** What is in the repository, made when first asked for. */
  content(): RepositoryContent
  /** Ids of pages by branch and path; see `page-ids.ts`. */
  pageIds: Map<string, Map<string, number>>
  lastPageId: number
}
