import type { Interaction } from './interaction.js'

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
  /** Whether the token stands for an app or for a person; absent when it does not say. */
  readonly identityKind?: 'app' | 'user'
  /** Roles and scopes in the token, or else the scopes that were granted with it. */
  readonly permissions?: string[]
  /** Scopes granted, as the provider named them with the token. */
  readonly scopes?: string[]
  /** What works now but will not for long, a full sentence each with what to do; absent when there is nothing. */
  readonly warnings?: string[]
}

/** What to send after a refusal. */
export interface Renewal {
  /** Value of the Authorization header. */
  readonly authorization: string
  /** True for a token that another process had obtained: it may have been revoked together with the refused one. */
  readonly kept: boolean
}

/** Gives out Authorization headers for one connection; asks for tokens and renews them as needed. */
export interface Credential {
  /** Value of the Authorization header. Errors: SIGN_IN_*, SETTING_*, FILE_UNUSABLE, HOME_UNUSABLE, STATEMENT_CANCELED. */
  authorization(signal?: AbortSignal): Promise<string>
  /** After a 401 to the header value `refused`: another one, or undefined when none can be had. Errors as above. */
  renewed(refused: string, signal?: AbortSignal): Promise<Renewal | undefined>
  /**
   * Generate Token: asks for a new token, whatever is held. `interaction` is for the ways that need a person; without
   * it they renew what is held. Errors as above, PORT_UNUSABLE when the Return URL's port is taken.
   */
  generate(signal?: AbortSignal, interaction?: Interaction): Promise<TokenStatus>
  /** What is held now; asks nobody. Errors: HOME_UNUSABLE, FILE_UNUSABLE. */
  status(): Promise<TokenStatus>
}
