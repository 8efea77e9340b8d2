import { entriesOf, entryAt } from '../git/trees.js'
import type { ObjectStore } from '../git/git-objects.js'
import { pageTitle } from './page-name.js'

/** A page of a wiki at one version. */
export interface WikiPage {
  /** Titles with `/` before each; `/` alone is the root, which has no content. */
  path: string
  title: string
  parent?: WikiPage
  /** In the order people gave them. */
  children: WikiPage[]
  /** Absent for the root and for folders without a page of their name. */
  file?: { path: string; blob: string }
  /** Where it is in the repository. */
  itemPath: string
}

/** All pages at one version, by path in lower case. */
export interface PageTree {
  root: WikiPage
  byPath: ReadonlyMap<string, WikiPage>
}

const known = new WeakMap<ObjectStore, Map<string, PageTree>>()

/** The pages in a tree of a repository, below a mapped path. */
export function pagesIn(store: ObjectStore, tree: string, mappedPath: string): PageTree {
  let trees = known.get(store)
  if (!trees) known.set(store, (trees = new Map()))
  const key = `${tree} ${mappedPath}`
  let pages = trees.get(key)
  if (!pages) {
    // Versions that are gone by are hardly asked for again.
    if (trees.size > 20) trees.clear()
    pages = readPages(store, tree, mappedPath)
    trees.set(key, pages)
  }
  return pages
}

function readPages(store: ObjectStore, tree: string, mappedPath: string): PageTree {
  const base = mappedPath === '/' ? '' : mappedPath
  const root: WikiPage = { path: '/', title: '', children: [], itemPath: mappedPath }
  const byPath = new Map<string, WikiPage>([['/', root]])
  const fill = (parent: WikiPage, folder: string, at: string): void => {
    const order: string[] = []
    const found = new Map<string, { blob?: string; folder?: string }>()
    for (const { name, kind, id } of entriesOf(store, folder)) {
      if (name === '.order') order.push(...(store.blobs.get(id)?.toString('utf8') ?? '').split(/\r?\n/))
      else if (name.startsWith('.')) continue
      else if (kind === 'tree') found.set(name, { ...found.get(name), folder: id })
      else if (/\.md$/i.test(name)) {
        const bare = name.slice(0, -3)
        found.set(bare, { ...found.get(bare), blob: id })
      }
    }
    const place = (name: string) => {
      const index = order.indexOf(name)
      return index < 0 ? order.length : index
    }
    const names = [...found.keys()].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    for (const name of names) {
      const { blob, folder: inner } = found.get(name) as { blob?: string; folder?: string }
      const title = pageTitle(name)
      const path = parent === root ? `/${title}` : `${parent.path}/${title}`
      const itemPath = `${at}/${name}`
      const page: WikiPage = {
        path,
        title,
        parent,
        children: [],
        itemPath: blob === undefined ? itemPath : `${itemPath}.md`,
        ...(blob === undefined ? {} : { file: { path: `${itemPath}.md`, blob } }),
      }
      if (inner !== undefined) fill(page, inner, itemPath)
      // A folder without any page in it is none.
      if (blob === undefined && page.children.length === 0) continue
      parent.children.push(page)
      byPath.set(path.toLowerCase(), page)
    }
  }
  const start = entryAt(store, tree, mappedPath)
  if (start?.kind === 'tree') fill(root, start.id, base)
  return { root, byPath }
}

/** A page and all beneath it, parents first. */
export function allPages(page: WikiPage): WikiPage[] {
  return [page, ...page.children.flatMap(allPages)]
}
