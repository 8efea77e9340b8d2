import { connections } from '../shell/connections.svelte.js'
import { query as texts } from '../texts/query.js'
import { addEntry, entryTime, readHistory, type HistoryEntry } from './query-history.js'
import { QueryRun } from './query-run.svelte.js'
import { addTab, changeTab, closeTab, freeTitle, readTabs, writeTabs } from './tab-list.js'
import type { QueryTab, TabList } from './tab-list.js'

const tabsKey = 'azdo.query.tabs'
const historyKey = 'azdo.query.history'

let list = $state.raw<TabList>(readTabs(localStorage.getItem(tabsKey)) ?? first())
let history = $state.raw<readonly HistoryEntry[]>(readHistory(localStorage.getItem(historyKey)))
/** The newest run of each tab; gone when the page is left for good. */
let runs = $state.raw<Readonly<Record<string, QueryRun>>>({})

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
    keep({ ...list, chosen: id })
  },
  /** Another tab, empty, on the connection of the current one. */
  add(): void {
    keep(addTab(list, newTab(list.tabs, '', this.tab.connection)))
  },
  /** Opens a text in a tab of its own; in the current one when that is empty. */
  open(text: { readonly sql?: string; readonly connection?: string }): void {
    const { sql = '', connection = this.tab.connection } = text
    if (this.tab.sql.trim() === '') this.change({ sql, connection, parameters: [] })
    else keep(addTab(list, newTab(list.tabs, sql, connection)))
  },
  close(id: string): void {
    runs[id]?.cancel()
    const { [id]: _closed, ...left } = runs
    runs = left
    keep(closeTab(list, id, () => newTab([], '', this.tab.connection)))
  },
  /** Changes something of the current tab. */
  change(change: Partial<Omit<QueryTab, 'id'>>): void {
    keep(changeTab(list, list.chosen, change))
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
      history = addEntry(history, { sql, connection, at, outcome, rows: run.rows, ms: Math.round(run.ms) })
      store(historyKey, JSON.stringify(history))
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

function keep(next: TabList): void {
  list = next
  store(tabsKey, writeTabs(next))
}

/** A browser without room left keeps working; it only forgets. */
function store(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    localStorage.removeItem(key)
  }
}
