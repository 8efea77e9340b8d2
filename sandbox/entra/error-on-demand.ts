import { knownRefusal, KNOWN_CODES, type RefusalAbout } from './known-refusals.js'
import type { EntraRefusal } from './entra-error.js'
import { SandboxError } from '../server/sandbox-error.js'

/** Endpoints that can be made to refuse. */
export type EntraEndpoint = 'token' | 'authorize' | 'devicecode'
const ENDPOINTS: readonly EntraEndpoint[] = ['token', 'authorize', 'devicecode']

/** What Entra refuses although nothing is wrong with the request, until told otherwise. */
export interface ErrorOnDemand {
  /**
   * Sets it from what was posted: {"error": "AADSTSnnn" or null, "at"?: an endpoint, "times"?: how many
   * requests}. Throws SandboxError when it is nothing of the kind.
   */
  set(wish: unknown): { error: string | null; at?: EntraEndpoint; times?: number }
  /** The refusal of the next request to the endpoint, which counts as made; undefined: answer as usual. */
  take(endpoint: EntraEndpoint, about: RefusalAbout): EntraRefusal | undefined
}

/** Codes that only the sign-in page shows; asked for without an endpoint, they come up there. */
const SHOWN_BY_AUTHORIZE: ReadonlySet<number> = new Set([50011, 500113, 65004, 90094])

export function createErrorOnDemand(): ErrorOnDemand {
  let wished: { code: number; at: EntraEndpoint; left: number } | undefined

  return {
    set(wish) {
      const { error, at, times } = (typeof wish === 'object' && wish !== null ? wish : {}) as Record<
        string,
        unknown
      >
      if (error === null || error === '') {
        wished = undefined
        return { error: null }
      }
      const code = Number(/^(?:AADSTS)?(\d+)$/.exec(typeof error === 'string' ? error : '')?.[1])
      if (!KNOWN_CODES.includes(code)) {
        throw new SandboxError(
          `The sandbox can't answer with the error ${JSON.stringify(error)}.`,
          `Send {"error": null} to end errors, or one of ${KNOWN_CODES.map((known) => `AADSTS${known}`).join(', ')}.`,
        )
      }
      const where = at ?? (SHOWN_BY_AUTHORIZE.has(code) ? 'authorize' : 'token')
      if (!ENDPOINTS.includes(where as EntraEndpoint))
        throw new SandboxError(
          `Entra has no endpoint ${JSON.stringify(at)}.`,
          `Give "at" one of ${ENDPOINTS.join(', ')}.`,
        )
      if (times !== undefined && !(Number.isInteger(times) && (times as number) > 0))
        throw new SandboxError(
          '"times" is not a whole number from 1.',
          'Leave it out to refuse until told otherwise.',
        )
      wished = { code, at: where as EntraEndpoint, left: (times as number | undefined) ?? Infinity }
      return {
        error: `AADSTS${code}`,
        at: wished.at,
        ...(times === undefined ? {} : { times: times as number }),
      }
    },
    take(endpoint, about) {
      if (wished?.at !== endpoint) return undefined
      const { code } = wished
      if (--wished.left <= 0) wished = undefined
      return knownRefusal(code, about)
    },
  }
}
