import { allPages, type PageTree, type WikiPage } from './page-tree.js'
import type { Wiki } from './wiki.js'

/** The ids of the pages of a branch by path; pages that came since the last call get the next ones. */
export function pageIds(wiki: Wiki, branch: string, { root }: PageTree): ReadonlyMap<string, number> {
  let ids = wiki.pageIds.get(branch)
  if (!ids) wiki.pageIds.set(branch, (ids = new Map()))
  const pages = allPages(root).slice(1)
  const present = new Set(pages.map(({ path }) => path))
  for (const path of ids.keys()) if (!present.has(path)) ids.delete(path)
  for (const { path } of pages) if (!ids.has(path)) ids.set(path, ++wiki.lastPageId)
  return ids
}

/** A page that is moved keeps its id, and so do those beneath it. */
export function keepIds(wiki: Wiki, branch: string, moved: WikiPage, newPath: string): void {
  const ids = wiki.pageIds.get(branch)
  if (!ids) return
  const kept = allPages(moved).map(({ path }) => {
    const id = ids.get(path)
    ids.delete(path)
    return [newPath + path.slice(moved.path.length), id] as const
  })
  for (const [path, id] of kept) if (id !== undefined) ids.set(path, id)
}
