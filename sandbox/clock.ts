/** The time that every part of the sandbox goes by: the machine's, moved by as much as POST /_sandbox/clock says. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds this clock is ahead of the machine's (negative: behind). */
  readonly offsetMs: number
  /** Moves the clock; time goes on from there. */
  setOffset(milliseconds: number): void
}

/** A clock that shows the machine's time until it is moved. */
export function createClock(): Clock {
  let offset = 0
  return {
    now: () => Date.now() + offset,
    get offsetMs() {
      return offset
    },
    setOffset(milliseconds) {
      offset = milliseconds
    },
  }
}
