import { createGit } from '../../data/git/git-data.js'
import { pageIds } from '../../data/wiki/page-ids.js'
import { pagesIn, type PageTree, type WikiPage } from '../../data/wiki/page-tree.js'
import { createWikis } from '../../data/wiki/wikis.js'
import type { Wiki } from '../../data/wiki/wiki.js'
import type { GitCall } from '../git/git-route.js'
import { findVersion, queriedVersion } from '../git/version-descriptor.js'
import type { EndpointCall } from '../route.js'
import { pageNotFound, wikiNotFound } from './wiki-errors.js'

/** What an endpoint below a wiki works with. */
export interface WikiCall extends GitCall {
  wiki: Wiki
  /** Name of the branch, tag or commit that was asked for. */
  version: string
  isBranch: boolean
  pages: PageTree
  /** Ids by path; none for old versions, which have none of their own. */
  ids: ReadonlyMap<string, number>
}

/** The wiki an address names: by GUID, or by name in the project of the address. */
export function findWiki(call: EndpointCall): Wiki {
  const wanted = call.path.wikiIdentifier as string
  const wikis = call.organization.part(createWikis)
  const same = (text: string) => text.toLowerCase() === wanted.toLowerCase()
  const found = call.project
    ? wikis.of(call.project).find(({ id, name }) => same(id) || same(name))
    : wikis.byId(wanted)
  if (!found) throw wikiNotFound(wanted)
  return found
}

/** The call with the pages of its wiki at the version asked for. */
export function inWiki(call: EndpointCall): WikiCall {
  const wiki = findWiki(call)
  const git = call.organization.part(createGit)
  const asked = queriedVersion(call, 'versionDescriptor.')
  const gitCall: GitCall = { ...call, git, repository: wiki.repository, content: wiki.content() }
  const version = asked.version ?? (wiki.versions[0] as string)
  return { ...gitCall, ...readVersion(gitCall, wiki, { ...asked, version }), wiki }
}

/** The same call after its branch moved. */
export function again(call: WikiCall): WikiCall {
  const asked = { type: 'branch', version: call.version, options: 'none' } as const
  return { ...call, ...readVersion(call, call.wiki, asked) }
}

function readVersion(
  call: GitCall,
  wiki: Wiki,
  asked: ReturnType<typeof queriedVersion> & { version: string },
): Pick<WikiCall, 'version' | 'isBranch' | 'pages' | 'ids'> {
  const { version, type } = asked
  // A wiki that was just made has no branch yet.
  const isEmpty = wiki.type === 'projectWiki' && call.content.refs.size === 0
  const commit = isEmpty ? undefined : findVersion(call, asked)
  const pages = pagesIn(call.content.objects, commit?.tree ?? '', wiki.mappedPath)
  const isBranch = type === 'branch'
  const branch = isBranch ? version : (wiki.versions[0] as string)
  return { version, isBranch, pages, ids: isBranch ? pageIds(wiki, branch, pages) : new Map() }
}

/** A page by its path, with or without `/` at the ends, whatever its case. */
export function pageAt({ pages }: WikiCall, path: string): WikiPage {
  const found = pages.byPath.get(normalPath(path).toLowerCase())
  if (!found) throw pageNotFound(path)
  return found
}

/** A page by the id in the address. */
export function pageById(call: WikiCall, id: string): WikiPage {
  for (const [path, own] of call.ids) if (String(own) === id) return pageAt(call, path)
  throw pageNotFound(id)
}

/** A page's path with one `/` before each title. */
export function normalPath(path: string): string {
  return `/${path
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`
}
