/** A query that was run, and how it ended. Neither its results nor its parameters are kept. */
export interface HistoryEntry {
  readonly sql: string
  readonly connection: string
  /** ISO 8601 UTC. */
  readonly at: string
  readonly outcome: 'done' | 'failed' | 'cancelled'
  readonly rows: number
  readonly ms: number
}

/** Now, as entries write it. */
export const entryTime = (): string => new Date().toISOString()

const mostEntries = 200
const longest = 20_000

/** The history with a run in front; the same text run again on the same connection moves up. */
export function addEntry(history: readonly HistoryEntry[], entry: HistoryEntry): readonly HistoryEntry[] {
  const cut = { ...entry, sql: entry.sql.slice(0, longest) }
  const others = history.filter((one) => one.sql !== cut.sql || one.connection !== cut.connection)
  return [cut, ...others].slice(0, mostEntries)
}

/** Entries that have every word of the search in their text or connection, in any case. */
export function searchHistory(history: readonly HistoryEntry[], search: string): readonly HistoryEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return history.filter((entry) => {
    const text = `${entry.sql} ${entry.connection}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Reads what was kept; what is not ours is left out. */
export function readHistory(text: string | null): readonly HistoryEntry[] {
  try {
    const kept = JSON.parse(text ?? '') as unknown
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, mostEntries) : []
  } catch {
    return []
  }
}

function isEntry(value: unknown): value is HistoryEntry {
  const entry = (value ?? {}) as Partial<Record<keyof HistoryEntry, unknown>>
  return (
    typeof entry.sql === 'string' &&
    typeof entry.connection === 'string' &&
    typeof entry.at === 'string' &&
    !Number.isNaN(Date.parse(entry.at)) &&
    ['done', 'failed', 'cancelled'].includes(String(entry.outcome)) &&
    typeof entry.rows === 'number' &&
    typeof entry.ms === 'number'
  )
}
