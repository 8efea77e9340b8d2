import { keepIds } from '../../data/wiki/page-ids.js'
import type { WikiPage } from '../../data/wiki/page-tree.js'
import { badArgument, notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { enumParameter } from '../enum-value.js'
import { jsonBody } from '../json-body.js'
import { flag } from '../query-parameters.js'
import { released, type EndpointCall, type Route } from '../route.js'
import { again, inWiki, pageAt, pageById, type WikiCall } from './find-page.js'
import { eTag, pageAnswer, pageText, type Recursion } from './page-answer.js'
import { commitToWiki, fileOf, filesOf, newPagePath, orderEdit, parentFor } from './page-writes.js'
import { wikiArgument, wikiError } from './wiki-errors.js'

const wiki = 'wiki/wikis/{wikiIdentifier}'
const byPath = {
  scope: ['project'],
  versions: released(1),
  location: { area: 'wiki', resource: 'pages', id: '25d3fbc7-fe3d-46cb-b5a5-0b6f79caf27b' },
  pattern: `${wiki}/pages`,
} as const
const byId = {
  ...byPath,
  location: { area: 'wiki', resource: 'pages', id: 'ceddcf75-1068-452d-8b13-2d4d76e1f970' },
  pattern: `${wiki}/pages/{id}`,
} as const
const moves = {
  ...byPath,
  location: { area: 'wiki', resource: 'pageMoves', id: 'e37bbe71-cbae-49e5-9a4e-949143b9d910' },
  pattern: `${wiki}/pagemoves`,
} as const

/** Wiki pages: by path and by id, as JSON or as text. */
export const wikiPageRoutes: readonly Route[] = [
  {
    ...byPath,
    method: 'GET',
    answer(call) {
      const inside = inWiki(call)
      return shown(inside, pageAt(inside, call.query('path') ?? '/'))
    },
  },
  { ...byPath, method: 'PUT', body: 'application/json', answer: putPage },
  {
    ...byPath,
    method: 'DELETE',
    answer(call) {
      const inside = inWiki(call)
      const path = call.query('path')
      if (path === undefined) throw badArgument('A value is required for path in the request.')
      return deletePage(inside, pageAt(inside, path))
    },
  },
  {
    ...byId,
    method: 'GET',
    answer(call) {
      const inside = inWiki(call)
      return shown(inside, pageById(inside, call.path.id as string))
    },
  },
  {
    ...byId,
    method: 'PATCH',
    body: 'application/json',
    answer(call) {
      const inside = inWiki(call)
      return editPage(inside, pageById(inside, call.path.id as string))
    },
  },
  {
    ...byId,
    method: 'DELETE',
    answer(call) {
      const inside = inWiki(call)
      return deletePage(inside, pageById(inside, call.path.id as string))
    },
  },
  { ...moves, method: 'POST', body: 'application/json', answer: movePage },
]

/** As text when `Accept` wants text, otherwise as JSON; both with the ETag. */
function shown(call: WikiCall, page: WikiPage): DevOpsAnswer {
  const accept = (call.request.headers.accept ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (accept === 'application/zip' || accept === 'application/octet-stream')
    throw notEmulated(`wiki pages as ${accept}`)
  if (accept === 'text/plain') {
    const headers = { 'content-type': 'text/plain; charset=utf-8', etag: eTag(page) }
    return { status: 200, headers, content: pageText(call, page) }
  }
  return pageAnswer(call, page, 200, { recursion: recursionIn(call), content: flag(call, 'includeContent') })
}

const recursions = { none: 0, oneLevel: 1, oneLevelPlusNestedEmptyFolders: 4, full: 120 } as const

function recursionIn(call: EndpointCall): Recursion {
  const asked = enumParameter(call, 'recursionLevel', recursions, 'none')
  // Wikis have no empty folders.
  return asked === 'oneLevelPlusNestedEmptyFolders' ? 'oneLevel' : asked
}

/** Creates a page; with `If-Match` it edits one. */
function putPage(call: EndpointCall): DevOpsAnswer {
  const inside = inWiki(call)
  const asked = call.query('path')
  if (asked === undefined) throw badArgument('A value is required for path in the request.')
  const match = call.request.headers['if-match']
  if (match !== undefined) return editPage(inside, pageAt(inside, asked))
  const path = newPagePath(asked)
  const known = inside.pages.byPath.get(path.toLowerCase())
  if (known?.file) {
    throw wikiError(
      409,
      'WikiPageAlreadyExistsException',
      `The page '${path}' specified in the add operation already exists in the wiki. Please specify a new page path.`,
    )
  }
  const parent = parentFor(inside, path)
  const text = contentIn(inside)
  const title = path.slice(path.lastIndexOf('/') + 1)
  const titles = parent.children.map((child) => child.title)
  const edits = new Map<string, string | undefined>([[fileOf(inside, path), text]])
  if (!known) edits.set(...orderEdit(inside, parent, [...titles, title]))
  const after = commitToWiki(inside, edits, `Added ${title}.md`)
  return pageAnswer(after, pageAt(after, path), 201, { recursion: 'none', content: true })
}

/** `If-Match` must name the page as it is; a stale one is a 412. */
function editPage(call: WikiCall, page: WikiPage): DevOpsAnswer {
  const match = call.request.headers['if-match']
  if (match === undefined) throw wikiArgument('The header If-Match is needed to edit a page.')
  const tags = match.split(',').map((tag) =>
    tag
      .trim()
      .replace(/^W\//, '')
      .replace(/^"?|"?$/g, ''),
  )
  if (!tags.includes('*') && !tags.includes(page.file?.blob ?? '')) {
    throw wikiError(
      412,
      'WikiPageHasConflictsException',
      'The page has been changed since it was read. Read it again before you save.',
    )
  }
  const edits = new Map([[fileOf(call, page.path), contentIn(call)]])
  const after = commitToWiki(call, edits, `Updated ${page.title}.md`)
  return pageAnswer(after, pageAt(after, page.path), 200, { recursion: 'none', content: true })
}

/** Deletes a page with all beneath it; answers it as it was, with an empty ETag. */
function deletePage(call: WikiCall, page: WikiPage): DevOpsAnswer {
  const { parent } = page
  if (!parent) throw wikiArgument('The root of a wiki cannot be deleted.')
  const { body } = pageAnswer(call, page, 200, { recursion: 'none', content: false })
  const edits = new Map<string, string | undefined>()
  for (const path of filesOf(call, page).keys()) edits.set(path, undefined)
  const left = parent.children.filter((child) => child !== page)
  edits.set(
    ...orderEdit(
      call,
      parent,
      left.map(({ title }) => title),
    ),
  )
  commitToWiki(call, edits, `Deleted ${page.title}.md`)
  return { status: 200, headers: { etag: '""' }, body }
}

/** Puts a page elsewhere among its siblings, or under another parent or title, with all beneath it. */
function movePage(call: EndpointCall): DevOpsAnswer {
  const inside = inWiki(call)
  const body = jsonBody(call.request)
  const { path, newPath, newOrder } = body
  if (typeof path !== 'string') throw wikiArgument('The path of the page to move is missing.')
  const page = pageAt(inside, path)
  const { parent } = page
  if (!parent) throw wikiArgument('The root of a wiki cannot be moved.')
  const target = typeof newPath === 'string' && newPath !== '' ? newPagePath(newPath) : page.path
  const order = newOrder === undefined || newOrder === null ? undefined : Number(newOrder)
  if (order !== undefined && !(Number.isInteger(order) && order >= 0))
    throw wikiArgument(`The order ${String(newOrder)} is not valid.`)
  const isSame = target === page.path
  if (isSame && order === undefined) throw wikiArgument('A move needs a new path or a new order.')
  if (target.toLowerCase().startsWith(`${page.path.toLowerCase()}/`))
    throw wikiArgument('A page cannot be moved beneath itself.')
  const there = inside.pages.byPath.get(target.toLowerCase())
  if (there && there !== page)
    throw wikiError(409, 'WikiPageAlreadyExistsException', `The page '${target}' already exists in the wiki.`)
  const edits = new Map<string, string | Buffer | undefined>()
  const newParent = isSame ? parent : parentFor(inside, target)
  const title = target.slice(target.lastIndexOf('/') + 1)
  if (!isSame) {
    const from = fileOf(inside, page.path).slice(0, -'.md'.length)
    const to = fileOf(inside, target).slice(0, -'.md'.length)
    for (const [file, blob] of filesOf(inside, page)) {
      edits.set(file, undefined)
      edits.set(to + file.slice(from.length), inside.content.objects.blobs.get(blob) as Buffer)
    }
    if (newParent !== parent) edits.set(...orderEdit(inside, parent, titlesWithout(parent, page)))
  }
  const siblings = titlesWithout(newParent, page)
  siblings.splice(order ?? siblings.length, 0, title)
  edits.set(...orderEdit(inside, newParent, siblings))
  keepIds(inside.wiki, inside.version, page, target)
  commitToWiki(inside, edits, `Moved ${page.title}.md`)
  const after = again(inside)
  const moved = pageAt(after, target)
  const answer = pageAnswer(after, moved, 201, { recursion: 'none', content: false })
  return {
    ...answer,
    body: {
      page: answer.body,
      path,
      newPath: newPath ?? path,
      ...(order === undefined ? {} : { newOrder: order }),
    },
  }
}

function titlesWithout({ children }: WikiPage, page: WikiPage): string[] {
  return children.filter((child) => child !== page).map(({ title }) => title)
}

function contentIn(call: WikiCall): string {
  const { content } = jsonBody(call.request)
  if (content === undefined || content === null) return ''
  if (typeof content !== 'string') throw wikiArgument('content must be a text.')
  return content
}
