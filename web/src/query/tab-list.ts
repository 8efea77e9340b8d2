/** One query a person works on. Results are not part of it: they are never kept. */
export interface QueryTab {
  readonly id: string
  readonly title: string
  readonly connection: string
  readonly sql: string
  /** Values of $1, $2 …; null is NULL. */
  readonly parameters: readonly (string | null)[]
}

/** The tabs in their order; there is always one. */
export interface TabList {
  readonly tabs: readonly QueryTab[]
  readonly chosen: string
}

const mostTabs = 30
const longest = 200_000

/** Another tab behind the others, chosen. At the most tabs there may be, the first gives way. */
export function addTab(list: TabList, tab: QueryTab): TabList {
  return { tabs: [...list.tabs, tab].slice(-mostTabs), chosen: tab.id }
}

/** The list without a tab; its right neighbour is chosen, and `fresh` takes the place of the last one. */
export function closeTab(list: TabList, id: string, fresh: () => QueryTab): TabList {
  const at = list.tabs.findIndex((tab) => tab.id === id)
  if (at < 0) return list
  const left = list.tabs.filter((tab) => tab.id !== id)
  const tabs = left.length > 0 ? left : [fresh()]
  const chosen = list.chosen === id ? tabs[Math.min(at, tabs.length - 1)]!.id : list.chosen
  return { tabs, chosen }
}

/**
 * The list with a tab chosen. When it is not there any more, the one that stands in its place is: `before` is the list as
 * it was with it.
 */
export function chooseTab(list: TabList, id: string, before: TabList): TabList {
  const has = (one: string): boolean => list.tabs.some((tab) => tab.id === one)
  if (has(id)) return { ...list, chosen: id }
  const at = before.tabs.findIndex((tab) => tab.id === id)
  const neighbours = [...before.tabs.slice(at + 1), ...before.tabs.slice(0, Math.max(0, at)).toReversed()]
  return { ...list, chosen: neighbours.find((tab) => has(tab.id))?.id ?? list.chosen }
}

/** The list with something of one tab changed. */
export function changeTab(list: TabList, id: string, change: Partial<Omit<QueryTab, 'id'>>): TabList {
  return { ...list, tabs: list.tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab)) }
}

/** `Query 3`: the lowest number that no tab has. */
export function freeTitle(list: readonly QueryTab[], word: string): string {
  const taken = new Set(list.map((tab) => tab.title))
  let number = 1
  while (taken.has(`${word} ${number}`)) number++
  return `${word} ${number}`
}

/** What a tab is called: its first comment where it begins with one, else its title. */
export function tabLabel({ sql, title }: QueryTab): string {
  const comment = /^\s*--[ \t]*(\S[^\n]*)/.exec(sql)?.[1]?.trim()
  return comment === undefined ? title : comment.length > 32 ? `${comment.slice(0, 32)}…` : comment
}

/** What is kept in the browser, as text. */
export function writeTabs(list: TabList): string {
  return JSON.stringify({
    ...list,
    tabs: list.tabs.map((tab) => ({ ...tab, sql: tab.sql.slice(0, longest) })),
  })
}

/** Reads what was kept; undefined when it is nothing, or not ours. */
export function readTabs(text: string | null): TabList | undefined {
  let kept: unknown
  try {
    kept = JSON.parse(text ?? '')
  } catch {
    return undefined
  }
  const { tabs, chosen } = (kept ?? {}) as { tabs?: unknown; chosen?: unknown }
  if (!Array.isArray(tabs)) return undefined
  const read = tabs.filter(isTab).slice(0, mostTabs)
  if (read.length === 0) return undefined
  return { tabs: read, chosen: read.some((tab) => tab.id === chosen) ? String(chosen) : read[0]!.id }
}

function isTab(value: unknown): value is QueryTab {
  const tab = (value ?? {}) as Partial<Record<keyof QueryTab, unknown>>
  const texts = [tab.id, tab.title, tab.connection, tab.sql]
  return (
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(tab.parameters) &&
    tab.parameters.every((one) => one === null || typeof one === 'string')
  )
}
