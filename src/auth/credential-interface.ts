/** What a connection's way of signing in holds at the moment. Holds no secret. */
export interface TokenStatus {
  /** The way of signing in, in words. */
  readonly way: string
  /** True when there is a credential that should still be accepted. */
  readonly held: boolean
  /** ISO 8601 UTC; absent when nobody said. */
  readonly expiresAt?: string
  readonly audience?: string
  readonly tenant?: string
  /** A user's name or an app's id. */
  readonly identity?: string
  readonly permissions?: string[]
}

/** Gives out Authorization headers for one connection; asks for tokens and renews them as needed. */
export interface Credential {
  /** Value of the Authorization header. Errors: SIGN_IN_*, SETTING_*, HOME_UNUSABLE, STATEMENT_CANCELED. */
  authorization(signal?: AbortSignal): Promise<string>
  /** After a 401 to `refused`: another header value, or undefined when none can be had. Errors as above. */
  renewed(refused: string, signal?: AbortSignal): Promise<string | undefined>
  /** Asks for a new token, whatever is held. Errors as above. */
  generate(signal?: AbortSignal): Promise<TokenStatus>
  /** What is held now; asks nobody. Error: HOME_UNUSABLE. */
  status(): Promise<TokenStatus>
}
