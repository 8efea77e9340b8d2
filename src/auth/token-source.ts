import type { HeldToken } from './held-token.js'
import type { Interaction } from './interaction.js'

/** Where one connection's tokens are kept and how others are had. What a renewable credential is made of. */
export interface TokenSource {
  /** The way of signing in, in words. */
  readonly way: string
  /** Runs while no other process that uses the same kept token does. Not reentrant. */
  exclusively<T>(run: () => Promise<T>): Promise<T>
  /** The token kept; undefined when there is none. Asks nobody. */
  read(): Promise<HeldToken | undefined>
  /** Keeps a token in place of the one before. Called exclusively. */
  write(token: HeldToken): Promise<void>
  /** Another token, without a person. `kept`: the newest there is. Called exclusively. */
  renew(kept: HeldToken | undefined): Promise<HeldToken>
  /** A token by a person's sign-in. Not called exclusively, since people take their time. */
  signIn?(interaction: Interaction, signal: AbortSignal | undefined): Promise<HeldToken>
  /** False when no other token can be had without a person: then this one is used until its end. */
  canRenew(token: HeldToken): boolean
  /** What works with this token but will not for long. */
  warnings(token: HeldToken): string[]
}
