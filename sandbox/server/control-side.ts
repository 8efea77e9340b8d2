import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.js'
import type { Entra } from '../entra/entra.js'
import { METADATA_PATH } from '../entra/managed-identity/metadata-endpoint.js'
import type { FaultSchedule } from '../faults/fault-schedule.js'
import type { RateLimit } from '../faults/rate-limit.js'
import { moveClock, showClock } from './clock-switch.js'
import { setRateLimit, showRateLimit } from './rate-limit-switch.js'
import { readBody } from './read-body.js'
import { SandboxError } from './sandbox-error.js'
import { jsonAnswer, sendAnswer, type PlainAnswer } from './send-answer.js'

/** Where the sandbox tells about itself and is switched. */
export const CONTROL_PATH = '/_sandbox'

export interface ControlParts {
  info: unknown
  faults: FaultSchedule
  rateLimit: RateLimit
  clock: Clock
  entra: Entra
}

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+)$/

/**
 * The sandbox's own endpoints, for clients of the same machine only:
 * GET /_sandbox tells everything needed to connect;
 * POST /_sandbox/faults {spec} sets the faults, GET tells them and how often each has struck;
 * POST /_sandbox/clock moves the clock (clock-switch.ts), GET tells it;
 * POST /_sandbox/rate-limit sets the limit (rate-limit-switch.ts), GET tells it and what is used of it;
 * POST /_sandbox/tokens {lifetimeSeconds, refreshLifetimeSeconds?, codeLifetimeSeconds?, deviceCodeLifetimeSeconds?}
 * sets the lifetimes (any of the four) of what is given out from now on;
 * POST /_sandbox/tokens/revoke {access?, refresh?} makes every bearer given out so far count as expired, unless
 * access is false, and with "refresh": true every refresh token worthless;
 * POST /_sandbox/entra {error, at?, times?} makes Entra refuse, see entra/error-on-demand.ts;
 * POST /_sandbox/federation/assertion {lifetimeSeconds?, issuer?, subject?, audience?} gives a new assertion for the
 * federated application; GET /_sandbox/metadata/identity/oauth2/token is the machine's managed identity.
 */
export function createControlSide(
  parts: ControlParts,
): (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> {
  const { entra } = parts
  const answer = async (request: IncomingMessage, path: string): Promise<PlainAnswer> => {
    const body = await readBody(request)
    if (!LOOPBACK.test(request.socket.remoteAddress ?? '')) {
      return jsonAnswer(403, {
        message: `${CONTROL_PATH} answers only to clients on the machine the sandbox runs on.`,
      })
    }
    if (path === METADATA_PATH) {
      const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '')
      return entra.metadata(request.method ?? 'GET', query, request.headers)
    }
    const action = `${request.method} ${path.slice(CONTROL_PATH.length).replace(/\/$/, '')}`
    switch (action) {
      case 'GET ':
        return jsonAnswer(200, parts.info)
      case 'GET /faults':
        return jsonAnswer(200, parts.faults.report())
      case 'POST /faults': {
        const { spec } = fields(body)
        if (typeof spec !== 'string')
          return jsonAnswer(400, { message: 'Send {"spec": "429:5,..."}; an empty spec ends all faults.' })
        parts.faults.replace(spec)
        return jsonAnswer(200, { faults: spec })
      }
      case 'GET /clock':
        return jsonAnswer(200, showClock(parts.clock))
      case 'POST /clock':
        moveClock(parts.clock, fields(body))
        return jsonAnswer(200, showClock(parts.clock))
      case 'GET /rate-limit':
        return jsonAnswer(200, showRateLimit(parts.rateLimit, parts.clock.now()))
      case 'POST /rate-limit':
        setRateLimit(parts.rateLimit, fields(body))
        return jsonAnswer(200, showRateLimit(parts.rateLimit, parts.clock.now()))
      case 'POST /tokens':
        return jsonAnswer(200, setLifetimes(fields(body), entra))
      case 'POST /tokens/revoke': {
        const { access, refresh } = fields(body)
        if (access !== false) entra.tokens.revokeAll()
        if (refresh === true) entra.revokeRefreshTokens()
        return jsonAnswer(200, { revoked: true })
      }
      case 'POST /entra':
        return jsonAnswer(200, entra.errors.set(fields(body)))
      case 'POST /federation/assertion':
        return jsonAnswer(200, { assertion: await entra.issuer.assertion(assertionParts(fields(body))) })
      default:
        return jsonAnswer(404, { message: `The sandbox has no ${request.method} ${path}.` })
    }
  }

  return async (request, response, path) => {
    try {
      sendAnswer(request, response, await answer(request, path))
    } catch (thrown) {
      if (!(thrown instanceof SandboxError)) throw thrown
      sendAnswer(request, response, jsonAnswer(400, { message: thrown.message, hint: thrown.hint }))
    }
  }
}

/** Sets the lifetimes that are given and answers them. */
function setLifetimes(wish: Record<string, unknown>, { tokens, lifetimes }: Entra): Record<string, unknown> {
  const setters: Record<string, (seconds: number) => void> = {
    lifetimeSeconds: (seconds) => (tokens.lifetimeSeconds = seconds),
    refreshLifetimeSeconds: (seconds) => (lifetimes.refreshSeconds = seconds),
    codeLifetimeSeconds: (seconds) => (lifetimes.codeSeconds = seconds),
    deviceCodeLifetimeSeconds: (seconds) => (lifetimes.deviceCodeSeconds = seconds),
  }
  const given = Object.entries(wish).filter(([name]) => name in setters)
  const whole = (value: unknown) => Number.isInteger(value) && (value as number) >= 1
  if (given.length === 0 || !given.every(([, value]) => whole(value))) {
    throw new SandboxError(
      'Send {"lifetimeSeconds": N, ...} with whole numbers from 1.',
      `Any of ${Object.keys(setters).join(', ')} serves.`,
    )
  }
  for (const [name, value] of given) setters[name]!(value as number)
  return Object.fromEntries(given)
}

/** The parts of an assertion that differ from a trusted one. */
function assertionParts(wish: Record<string, unknown>): Record<string, string | number> {
  const text = ['issuer', 'subject', 'audience'].filter((name) => typeof wish[name] === 'string')
  const number = ['lifetimeSeconds'].filter((name) => Number.isInteger(wish[name]))
  return Object.fromEntries([...text, ...number].map((name) => [name, wish[name] as string | number]))
}

/** The members of a body that is a JSON object; none otherwise. */
function fields(body: Buffer | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body?.toString('utf8') ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
