import { createHash } from 'node:crypto'
import { isEverything } from '../planner/simplify.js'
import type { ParentsNote } from '../replica/replica.js'
import { and, everything, or, type Predicate } from '../tables/predicate.js'
import { formerListRows } from './former-rows.js'
import { elementIdentity, firstOf, isNarrowed, type List, type ListReading } from './list-pages.js'

/**
 * What a read of lists knows of the parents that were read before (Parent.settled), and leaves for the next one. Marks
 * never come back to what they were with other rows than then, so a mark that was looked at before the rows were read
 * is good: rows that had changed by then have another mark now.
 */
export interface SettledParents {
  /** How many lists are asked for, one request or more each. */
  readonly requests: number
  /** Whether the rows held of a list are surely those it has. Asks for its first row, where that tells. */
  isUnchanged(list: List): Promise<boolean>
  /** Hears that a list was read: its first element, and in how many pages it came. */
  wasRead(list: List, first: unknown, pages: number): void
  /** What the replica has to forget, what to remember, and which held rows are right though they were not read. */
  result(): Promise<{
    readonly gone: Predicate
    readonly kept: Predicate | undefined
    readonly note: ParentsNote
  }>
  /**
   * After the commit: lists found unchanged whose rows another read has written meanwhile. It may have read them earlier,
   * and what it wrote before the commit stays.
   */
  disturbed(): Promise<readonly List[]>
}

/**
 * Looks up what earlier reads left; only once the reconciliation has begun.
 *
 * @param lists those to be looked at, of all.
 * @param recalls false: they are read, whatever is known of them.
 */
export async function settledParents(
  reading: ListReading,
  lists: readonly List[],
  all: readonly List[],
  recalls: boolean,
): Promise<SettledParents> {
  const { scan, request, parts } = reading
  const { match, bind, settled } = scan.table.parent!
  const memory = parts.replica.parentsRead(scan.connection, scan.table)
  const keyOf = ({ parent }: List): string => parent![bind[match]!]!
  const markOf = markReader(reading)
  const whole = !isNarrowed(request)
  const left = recalls ? await memory.marks(lists.map(keyOf)) : new Map<string, string>()
  const known = new Map(lists.map((list) => [keyOf(list), left.get(keyOf(list))]))
  const now = new Map(settled!.firstRow ? [] : lists.map((list) => [list, markOf(list, undefined)]))
  const sure = [...now].filter(([list, mark]) => isKnownAs(list, mark))
  const unchanged = new Map<List, string>()
  const read: List[] = []
  const marks = new Map<string, string>()

  function isKnownAs(list: List, mark: string | undefined): boolean {
    return mark !== undefined && known.get(keyOf(list)) === mark
  }
  return {
    requests: lists.length - sure.length,
    async isUnchanged(list) {
      if (known.get(keyOf(list)) === undefined) return false
      const mark = settled!.firstRow ? markOf(list, await firstOf(list, reading)) : now.get(list)
      if (!isKnownAs(list, mark)) return false
      unchanged.set(list, mark!)
      return true
    },
    wasRead(list, first, pages) {
      read.push(list)
      if (!whole) return
      const { paging } = request.source
      const atOnce = pages <= 1 || (paging.style === 'top-skip' && paging.pinned !== undefined)
      const mark = settled!.firstRow ? (atOnce ? markOf(list, first) : undefined) : now.get(list)
      if (mark !== undefined) marks.set(keyOf(list), mark)
    },
    async result() {
      const keys = read.map(keyOf)
      const note = { read: keys, marks }
      if (isEverything(scan.predicate) && read.length === all.length)
        return { gone: everything, kept: undefined, note }
      const ofRead: Predicate = { kind: 'in', column: match, values: keys }
      // A list that nothing narrows tells of all rows of its parent.
      const wholly = whole ? ofRead : formerListRows(reading, read)
      if (lists.length === all.length && unchanged.size === 0)
        return { gone: or(scan.predicate, wholly), kept: undefined, note }
      if (lists.length < all.length)
        return { gone: or(and(scan.predicate, ofRead), wholly), kept: undefined, note }
      const others = await memory.others(all.map(keyOf), scan.predicate)
      const gone = and(scan.predicate, { kind: 'in', column: match, values: [...keys, ...others] })
      // Parents that the statement lets be out of date do not tell how their rows are now.
      const kept = parts.maxStalenessMs === 0 ? scan.predicate : undefined
      return { gone: or(gone, wholly), kept, note }
    },
    async disturbed() {
      if (unchanged.size === 0) return []
      const still = await memory.marks([...unchanged.keys()].map(keyOf))
      return [...unchanged].filter(([list, mark]) => still.get(keyOf(list)) !== mark).map(([list]) => list)
    },
  }
}

/** Reads what the rows of a parent hang on: a digest; undefined where it cannot be told. */
function markReader({
  scan: { table },
  request: { source },
}: ListReading): (list: List, first: unknown) => string | undefined {
  const { settled, bind } = table.parent!
  const taken = Object.values(table.columns).flatMap(({ from }) => ('parent' in from ? [from.parent] : []))
  const inPath = [...source.path.matchAll(/\{(\w+)\}/g)].map(([, column]) => column!)
  const columns = [...new Set([...settled!.mark, ...Object.values(bind), ...taken, ...inPath])].sort()
  const identity = elementIdentity(table, source) ?? JSON.stringify
  return ({ parent }, first) => {
    const tells = Object.entries(settled!.when ?? {}).every(([column, value]) => parent![column] === value)
    if (!tells) return undefined
    const parts = [columns.map((column) => parent![column]), first === undefined ? null : identity(first)]
    return createHash('sha1').update(JSON.stringify(parts)).digest('base64url')
  }
}
