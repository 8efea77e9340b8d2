/** Messages that the backend has been given and has not answered yet (PostgreSQL manual, "Message Flow"). */
export interface Unanswered<Note> {
  /**
   * Notes a message on its way to the backend, by its type, with what is to be known when its answer comes.
   *
   * @param ours true of one that is not the client's.
   */
  sent(type: string, note?: Note, ours?: boolean): void
  /** Notes a message of the backend. */
  received(type: string): void
  /** The note of the message that is being answered, and how many of its statements have ended. */
  readonly answering:
    { readonly note: Note | undefined; readonly ours: boolean; readonly ended: number } | undefined
  /** True when some unanswered message has a note. */
  readonly noted: boolean
  /** True when nothing is unanswered. */
  readonly none: boolean
  /** True between a message of the extended protocol and the Sync that closes its series. */
  readonly inSeries: boolean
  /** True when the backend passes over what comes before the next Sync. */
  readonly discarding: boolean
}

const steps = new Set(['P', 'B', 'D', 'C', 'E'])
/** Those that ReadyForQuery answers. */
const closing = new Set(['Q', 'S', 'F'])
const syncs = new Set(['S'])
/** Those that end rows copied in, and have no answer of their own. */
const ofCopy = new Set(['c', 'f'])
/** Answered ones are dropped when there are so many: a client that never waits never lets the queue become empty. */
const mostDone = 1_000
const answers: Readonly<Record<string, string>> = {
  '1': 'P',
  '2': 'B',
  '3': 'C',
  T: 'D',
  n: 'D',
  C: 'E',
  s: 'E',
  I: 'E',
}

export function createUnanswered<Note>(): Unanswered<Note> {
  interface Sent {
    readonly type: string
    readonly note: Note | undefined
    readonly ours: boolean
    ended: number
  }
  let queue: Sent[] = []
  /** Where in `queue` the first unanswered one stands: a pipeline may be long. */
  let first = 0
  let notes = 0
  let discarding = false
  let inSeries = false
  let copyingIn = false

  const head = (): Sent | undefined => queue[first]
  const push = (type: string, note: Note | undefined, ours: boolean): void => {
    if (note !== undefined) notes++
    queue.push({ type, note, ours, ended: 0 })
  }
  const keep = (kept: Sent[]): void => {
    queue = kept
    first = 0
    notes = kept.filter(({ note }) => note !== undefined).length
  }
  const shift = (): void => {
    if (queue[first++]?.note !== undefined) notes--
    if (first < queue.length && first < mostDone) return
    queue.splice(0, first)
    first = 0
  }
  /** Where the first unanswered message of some types stands, -1 when there is none. */
  const find = (types: ReadonlySet<string>): number => {
    for (let at = first; at < queue.length; at++) if (types.has(queue[at]!.type)) return at
    return -1
  }
  return {
    sent(type, note, ours = false) {
      if (ofCopy.has(type)) {
        copyingIn = false
        if (head()) push(type, undefined, ours)
        return
      }
      // While rows are copied in, the backend passes over Sync; the one that counts comes after their end.
      if (type === 'S' && copyingIn) return
      if (steps.has(type)) inSeries = true
      else if (type === 'S') inSeries = false
      else if (!closing.has(type)) return
      if (!discarding || type === 'S') push(type, note, ours)
    },
    received(type) {
      const answered = head()
      if (type === 'Z') {
        for (let left = find(closing) - first; left >= 0; left--) shift()
        discarding = false
      } else if (type === 'G') {
        if (answered?.type !== 'E') return
        const left = queue.slice(first)
        // What the backend passes over: the Sync messages up to the end of the rows, which may have been sent already.
        const end = left.findIndex((sent) => ofCopy.has(sent.type))
        const isPassedOver = ({ type: sent }: Sent, at: number): boolean =>
          sent === 'S' && (end < 0 || at < end)
        copyingIn = end < 0
        inSeries ||= copyingIn && left.some(isPassedOver)
        keep(left.filter((sent, at) => !isPassedOver(sent, at)))
      } else if (type === 'E') {
        copyingIn = false
        if (!answered || !steps.has(answered.type)) return
        const sync = find(syncs)
        keep(sync < 0 ? [] : queue.slice(sync))
        discarding = sync < 0
      } else if (answered?.type === 'Q') {
        if (type === 'C' || type === 'I') answered.ended++
      } else if (answered && answers[type] === answered.type) {
        shift()
      }
      while (ofCopy.has(head()?.type ?? '')) shift()
    },
    get answering() {
      return head()
    },
    get noted() {
      return notes > 0
    },
    get none() {
      return queue.length === 0
    },
    get inSeries() {
      return inSeries
    },
    get discarding() {
      return discarding
    },
  }
}
