/** How long what Entra gives out lives, in seconds; access tokens have theirs in AccessTokens. It counts for what is given out from now on. */
export interface TokenLifetimes {
  refreshSeconds: number
  codeSeconds: number
  deviceCodeSeconds: number
}

/** Lifetimes of facts 3.2: 90 days, about 10 minutes, 15 minutes. */
export function defaultLifetimes(): TokenLifetimes {
  return { refreshSeconds: 90 * 86_400, codeSeconds: 600, deviceCodeSeconds: 900 }
}
