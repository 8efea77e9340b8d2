import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long a link may be used, ms. */
export const linkLifeMs = 10 * 60_000

/** The link that opens the console: whoever sees the terminal may come in, once, for a while. */
export interface OneTimeLink {
  /** The code that would be taken now. */
  code(): string
  /** Uses the code up; false when it is not the one, was used before or has expired. */
  take(code: string): boolean
  /** Has another made when the one there is has expired. */
  renewExpired(): void
}

/** `onNew` hears of each code that takes the place of another. `now`: ms since 1970. */
export function createOneTimeLink(now: () => number, onNew: (code: string) => void): OneTimeLink {
  let code = newSecret()
  let madeAt = now()
  const isOver = (): boolean => now() - madeAt >= linkLifeMs
  const renew = (): void => {
    code = newSecret()
    madeAt = now()
    onNew(code)
  }
  return {
    code: () => code,
    take(given) {
      const isRight = sameText(given, code) && !isOver()
      if (isRight || isOver()) renew()
      return isRight
    },
    renewExpired() {
      if (isOver()) renew()
    },
  }
}

/** 256 bits that nobody can guess, as text for an address or a header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares without telling by its time where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
