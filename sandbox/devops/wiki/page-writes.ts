import { commitFiles } from '../../data/git/commit-files.js'
import { followPush } from '../../data/git/merge-pull-request.js'
import { pushRefs } from '../../data/git/repository-content.js'
import type { FileEdits } from '../../data/git/source-files.js'
import { entryAt, walkTree } from '../../data/git/trees.js'
import { fileName, filePath } from '../../data/wiki/page-name.js'
import type { WikiPage } from '../../data/wiki/page-tree.js'
import { again, normalPath, type WikiCall } from './find-page.js'
import { wikiArgument, wikiError } from './wiki-errors.js'

/** What titles of pages must not hold (docs, "Wiki Git repository files and file structure"). */
const forbidden = /[\\#\p{Cc}]/u
const longestPath = 235

/** The path of a page to be, checked. */
export function newPagePath(path: string): string {
  const normal = normalPath(path)
  const titles = normal.slice(1).split('/')
  const bad = titles.some(
    (title) => title.trim() === '' || forbidden.test(title) || /^\.|\.$/.test(title) || /^\s|\s$/.test(title),
  )
  if (bad || filePath(normal).length > longestPath) {
    throw wikiError(
      400,
      'WikiPagePathInvalidException',
      `The page path '${path}' is not valid: titles must not be empty, begin or end with a period, or hold \\ or #.`,
    )
  }
  return normal
}

/** Writes a commit with these changes onto the branch of the call; gives the call with what is there now. */
export function commitToWiki(call: WikiCall, edits: FileEdits, message: string): WikiCall {
  const { content, caller, now, version, wiki } = call
  if (!call.isBranch) throw wikiArgument('Pages can only be written at the tip of a branch.')
  const name = `refs/heads/${version}`
  const tip = content.refs.get(name)?.objectId
  const commit = commitFiles(content, tip, edits, call.query('comment') ?? message, caller, now)
  pushRefs(content, [{ name, newId: commit.id }], caller, now)
  if (wiki.type === 'codeWiki') followPush(content, [name], caller, now)
  return again(call)
}

/** Where a page of this path has its file. */
export function fileOf({ wiki }: WikiCall, path: string): string {
  return `${wiki.mappedPath === '/' ? '' : wiki.mappedPath}${filePath(path)}.md`
}

/** Everything in the repository that is a page and all beneath it: its own file and its folder's. */
export function filesOf({ content, version, wiki }: WikiCall, page: WikiPage): Map<string, string> {
  const { objects, refs } = content
  const tree = objects.commits.get(refs.get(`refs/heads/${version}`)?.objectId ?? '')?.tree ?? ''
  const folder = `${wiki.mappedPath === '/' ? '' : wiki.mappedPath}${filePath(page.path)}`
  const files = new Map<string, string>()
  if (page.file) files.set(page.file.path, page.file.blob)
  const entry = entryAt(objects, tree, folder)
  if (entry?.kind === 'tree')
    for (const { path, entry: inner } of walkTree(objects, entry.id, folder))
      if (inner.kind === 'blob') files.set(path, inner.id)
  return files
}

/** The edit that gives the pages beneath a parent this order. */
export function orderEdit(
  call: WikiCall,
  parent: WikiPage,
  titles: readonly string[],
): [string, string | undefined] {
  const { mappedPath } = call.wiki
  const folder = `${mappedPath === '/' ? '' : mappedPath}${parent.path === '/' ? '' : filePath(parent.path)}`
  const text = titles.map(fileName).join('\n')
  return [`${folder}/.order`, titles.length === 0 ? undefined : `${text}\n`]
}

/** The page a new one comes under; its absence is an error. */
export function parentFor({ pages }: WikiCall, path: string): WikiPage {
  const above = path.slice(0, path.lastIndexOf('/'))
  const parent = pages.byPath.get(above === '' ? '/' : above.toLowerCase())
  if (parent) return parent
  throw wikiError(
    404,
    'WikiAncestorPageNotFoundException',
    `The ancestor page of '${path}' could not be found. Create it first.`,
  )
}
