import { connections } from '../shell/connections.svelte.js'
import { query as texts } from '../texts/query.js'
import { addEntry, entryTime, readHistory, type HistoryEntry } from './query-history.js'
import { QueryRun } from './query-run.svelte.js'
import { addTab, changeTab, chooseTab, closeTab, freeTitle, readTabs, writeTabs } from './tab-list.js'
import type { QueryTab, TabList } from './tab-list.js'

const tabsKey = 'azdo.query.tabs'
const historyKey = 'azdo.query.history'
/** Which tab this window shows; the tabs themselves are those of all windows. */
const chosenKey = 'azdo.query.tab'

let list = $state.raw<TabList>(first())
let history = $state.raw<readonly HistoryEntry[]>(readHistory(localStorage.getItem(historyKey)))
/** The newest run of each tab; gone when the page is left for good. */
let runs = $state.raw<Readonly<Record<string, QueryRun>>>({})

// Kept from the beginning: what another window finds there it keeps.
change((kept) => kept)
window.addEventListener('storage', ({ key }) => {
  if (key === tabsKey) show(keptTabs())
  else if (key === historyKey) history = readHistory(localStorage.getItem(historyKey))
})

/**
 * What a person works on in the query page: tabs and history, kept in this browser, and the runs, which go on while other
 * pages are looked at and are never kept.
 */
export const workspace = {
  get tabs(): readonly QueryTab[] {
    return list.tabs
  },
  get tab(): QueryTab {
    return list.tabs.find((tab) => tab.id === list.chosen) ?? list.tabs[0]!
  },
  get history(): readonly HistoryEntry[] {
    return history
  },
  /** The newest run of a tab. */
  runOf(id: string): QueryRun | undefined {
    return runs[id]
  },
  /** The connection a tab works on: its own while there is one of that name, else the one the pages work with. */
  connectionOf(tab: QueryTab): string {
    const found = connections.list?.find(({ name }) => name === tab.connection)
    return (found ?? connections.chosen)?.name ?? tab.connection
  },
  choose(id: string): void {
    change((kept) => ({ ...kept, chosen: id }))
  },
  /** Another tab, empty, on the connection of the current one. */
  add(): void {
    change((kept) => addTab(kept, newTab(kept.tabs, '', this.tab.connection)))
  },
  /** Opens a text in a tab of its own; in the current one when that is empty. */
  open(text: { readonly sql?: string; readonly connection?: string }): void {
    const { sql = '', connection = this.tab.connection } = text
    if (this.tab.sql.trim() === '') this.change({ sql, connection, parameters: [] })
    else change((kept) => addTab(kept, newTab(kept.tabs, sql, connection)))
  },
  close(id: string): void {
    change((kept) => closeTab(kept, id, () => newTab([], '', this.tab.connection)))
  },
  /** Changes something of the current tab. */
  change(part: Partial<Omit<QueryTab, 'id'>>): void {
    change((kept) => changeTab(kept, list.chosen, part))
  },
  /** Runs a text in the current tab; `from` is where it stands in the tab's text. */
  run(sql: string, from: number, parameters: readonly (string | null)[], maxRows: number): void {
    const { tab } = this
    const connection = this.connectionOf(tab)
    runs[tab.id]?.cancel()
    const run = new QueryRun({ connection, sql, from, parameters, maxRows })
    runs = { ...runs, [tab.id]: run }
    const at = entryTime()
    void run.finished.then((outcome) => {
      const kept = readHistory(localStorage.getItem(historyKey))
      history = addEntry(kept, { sql, connection, at, outcome, rows: run.rows, ms: Math.round(run.ms) })
      store(localStorage, historyKey, JSON.stringify(history))
    })
  },
  clearHistory(): void {
    history = []
    localStorage.removeItem(historyKey)
  },
}

function first(): TabList {
  const tab = newTab([], '', '')
  return { tabs: [tab], chosen: tab.id }
}

function newTab(tabs: readonly QueryTab[], sql: string, connection: string): QueryTab {
  return { id: crypto.randomUUID(), title: freeTitle(tabs, texts.tab), connection, sql, parameters: [] }
}

/** The tabs of all windows, with the one this window shows; its own where nothing is kept. */
function keptTabs(): TabList {
  const kept = readTabs(localStorage.getItem(tabsKey)) ?? list
  return chooseTab(kept, sessionStorage.getItem(chosenKey) ?? list.chosen, list)
}

/** Changes the tabs as they are kept now, so that what other windows have done to theirs stays. */
function change(make: (kept: TabList) => TabList): void {
  show(make(keptTabs()))
  store(localStorage, tabsKey, writeTabs(list))
  store(sessionStorage, chosenKey, list.chosen)
}

/** Shows these tabs; what runs in one that was closed, here or in another window, is stopped. */
function show(next: TabList): void {
  list = next
  for (const [id, run] of Object.entries(runs)) if (!next.tabs.some((tab) => tab.id === id)) run.cancel()
  runs = Object.fromEntries(Object.entries(runs).filter(([id]) => next.tabs.some((tab) => tab.id === id)))
}

/** A browser without room left keeps working; it only forgets. */
function store(storage: Storage, key: string, text: string): void {
  try {
    storage.setItem(key, text)
  } catch {
    storage.removeItem(key)
  }
}
