import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessTokens } from '../entra/access-tokens.js'
import type { FaultSchedule } from '../faults/fault-schedule.js'
import { readBody } from './read-body.js'
import { SandboxError } from './sandbox-error.js'
import { jsonAnswer, sendAnswer, type PlainAnswer } from './send-answer.js'

/** Where the sandbox tells about itself and is switched. */
export const CONTROL_PATH = '/_sandbox'

export interface ControlParts {
  info: unknown
  faults: FaultSchedule
  tokens: AccessTokens
}

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+)$/

/**
 * The sandbox's own endpoints, for clients of the same machine only:
 * GET /_sandbox tells everything needed to connect; POST /_sandbox/faults {spec} sets the faults;
 * POST /_sandbox/tokens {lifetimeSeconds} sets the lifetime of access tokens given out from now on;
 * POST /_sandbox/tokens/revoke makes every bearer given out so far count as expired.
 */
export function createControlSide(
  parts: ControlParts,
): (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> {
  const answer = async (request: IncomingMessage, path: string): Promise<PlainAnswer> => {
    const body = await readBody(request)
    if (!LOOPBACK.test(request.socket.remoteAddress ?? '')) {
      return jsonAnswer(403, {
        message: `${CONTROL_PATH} answers only to clients on the machine the sandbox runs on.`,
      })
    }
    const action = `${request.method} ${path.slice(CONTROL_PATH.length).replace(/\/$/, '')}`
    switch (action) {
      case 'GET ':
        return jsonAnswer(200, parts.info)
      case 'POST /faults': {
        const spec = field(body, 'spec')
        if (typeof spec !== 'string')
          return jsonAnswer(400, { message: 'Send {"spec": "429:5,..."}; an empty spec ends all faults.' })
        parts.faults.replace(spec)
        return jsonAnswer(200, { faults: spec })
      }
      case 'POST /tokens': {
        const seconds = field(body, 'lifetimeSeconds')
        if (!Number.isInteger(seconds) || (seconds as number) < 1) {
          return jsonAnswer(400, { message: 'Send {"lifetimeSeconds": N} with a whole number from 1.' })
        }
        parts.tokens.lifetimeSeconds = seconds as number
        return jsonAnswer(200, { lifetimeSeconds: seconds })
      }
      case 'POST /tokens/revoke':
        parts.tokens.revokeAll()
        return jsonAnswer(200, { revoked: true })
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

function field(body: Buffer | undefined, name: string): unknown {
  try {
    const value: unknown = JSON.parse(body?.toString('utf8') ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  } catch {
    return undefined
  }
}
