import type { WikiPage as WirePage } from 'azure-devops-node-api/interfaces/WikiInterfaces.js'
import type { WikiPage } from '../../data/wiki/page-tree.js'
import type { Wiki } from '../../data/wiki/wiki.js'
import type { DevOpsAnswer } from '../devops-request.js'
import type { EndpointCall } from '../route.js'
import type { Wire } from '../wire.js'
import type { WikiCall } from './find-page.js'

export type Recursion = 'none' | 'oneLevel' | 'full'

/** The address of a wiki, under its project's GUID. */
export function wikiUrl(call: EndpointCall, { id, project }: Wiki): string {
  return `${call.base}/${project.id}/_apis/wiki/wikis/${id}`
}

/** The text of a page; folders have none. */
export function pageText({ content }: WikiCall, { file }: WikiPage): string {
  return file ? (content.objects.blobs.get(file.blob)?.toString('utf8') ?? '') : ''
}

/** What a page's ETag says: the id of its file. */
export function eTag({ file }: WikiPage): string {
  return `"${file?.blob ?? ''}"`
}

/** A page that was asked for: it alone has an id and, on request, its content. */
export function pageBody(
  call: WikiCall,
  page: WikiPage,
  view: { recursion: Recursion; content: boolean },
): Wire<WirePage> {
  const id = call.ids.get(page.path)
  return {
    ...bare(call, page, view.recursion === 'none' ? 0 : view.recursion === 'oneLevel' ? 1 : Infinity),
    ...(id === undefined ? {} : { id }),
    content: view.content ? pageText(call, page) : '',
  }
}

/** A page with its ETag. */
export function pageAnswer(
  call: WikiCall,
  page: WikiPage,
  status: number,
  view: { recursion: Recursion; content: boolean },
): DevOpsAnswer {
  return { status, headers: { etag: eTag(page) }, body: pageBody(call, page, view) }
}

function bare(call: WikiCall, page: WikiPage, depth: number): Wire<WirePage> {
  const { wiki } = call
  const path = encodeURIComponent(page.path)
  const order = page.parent ? page.parent.children.indexOf(page) : 0
  return {
    path: page.path,
    order,
    ...(page.children.length > 0 ? { isParentPage: true } : {}),
    gitItemPath: page.itemPath,
    subPages: depth === 0 ? [] : page.children.map((child) => bare(call, child, depth - 1)),
    url: `${wikiUrl(call, wiki)}/pages/${path}`,
    remoteUrl: `${call.base}/${wiki.project.id}/_wiki/wikis/${wiki.id}?pagePath=${path}`,
  }
}
