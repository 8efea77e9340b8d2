import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { DevOps, DevOpsIdentity } from '../devops/devops-request.js'
import type { AccessTokens } from '../entra/access-tokens.js'
import type { FaultSchedule } from '../faults/fault-schedule.js'
import type { RateLimit } from '../faults/rate-limit.js'
import {
  answerInstead,
  internalError,
  malformed,
  resetConnection,
  sendTruncated,
  tooManyRequests,
} from '../faults/strike.js'
import { createAuthenticate } from './authenticate.js'
import { permits } from './permission-check.js'
import { LARGEST_BODY, readBody } from './read-body.js'
import { refusalAnswer } from './refusal-answer.js'
import type { SandboxAccounts } from './sandbox-accounts.js'
import { activityHeaders, jsonAnswer, sendAnswer, type PlainAnswer } from './send-answer.js'

/** What stands between a request and the endpoints of Azure DevOps. */
export interface DevOpsSideParts {
  devops: DevOps
  origin: string
  accounts: SandboxAccounts
  tokens: AccessTokens
  faults: FaultSchedule
  rateLimit: RateLimit | undefined
  /** Milliseconds every answer waits. */
  latencyMs: number
}

/** Answers one request. `address.path` is what follows the organization. */
export type DevOpsHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  address: { path: string; query: string; deployment?: boolean },
) => Promise<void>

/** Version the answer says it has when the request named none. */
const DEFAULT_VERSION = '7.1'

/** The api-version of the request, from its query or its Accept header (facts 2.1), for the answer's Content-Type. */
function answeredVersion(query: URLSearchParams, request: IncomingMessage): string {
  const asked = query.get('api-version') ?? /api-version=([^;,\s]+)/i.exec(request.headers.accept ?? '')?.[1]
  return asked !== undefined && /^\d+\.\d+(-preview(\.\d+)?)?$/.test(asked) ? asked : DEFAULT_VERSION
}

/** Answers requests to the organization: latency, credential, faults, rate limit, then the endpoint itself. */
export function createDevOpsSide(parts: DevOpsSideParts): DevOpsHandler {
  const authenticate = createAuthenticate(parts.accounts, parts.tokens)

  return async (request, response, address) => {
    const { path } = address
    const activity = randomUUID()
    const common = { ...activityHeaders(activity), 'X-VSS-ResourceTenant': parts.accounts.tenant }
    const send = (answer: PlainAnswer) =>
      sendAnswer(request, response, { ...answer, headers: { ...answer.headers, ...common } })

    const body = await readBody(request)
    if (parts.latencyMs > 0) await wait(parts.latencyMs)
    if (!body)
      return send(jsonAnswer(413, { message: `The sandbox takes bodies of at most ${LARGEST_BODY} bytes.` }))

    const authentication = await authenticate(request.headers.authorization)
    if ('refusal' in authentication) {
      return send(refusalAnswer(authentication.refusal, request, parts.origin, parts.accounts.tenant))
    }
    const { identity, permissions } = authentication
    if (permissions && !permits(permissions, request.method ?? 'GET', path)) {
      const refusal = { reason: 'not permitted', identityId: identity.id } as const
      return send(refusalAnswer(refusal, request, parts.origin, parts.accounts.tenant))
    }

    const fault = parts.faults.next()
    if (fault === 'reset') return resetConnection(request, response)
    const instead = fault && answerInstead(fault, parts.faults.retryAfter, activity)
    if (instead) return send(instead)

    const rate = parts.rateLimit?.ask(identity.id, Date.now())
    if (rate?.blocked) return send(tooManyRequests(rate.headers))
    if (rate && rate.delayMs > 0) await wait(rate.delayMs)

    const answer = await answerOfEndpoint(parts.devops, request, address, body, identity, activity)
    parts.rateLimit?.spend(identity.id, Buffer.byteLength(answer.body), Date.now())
    Object.assign(answer.headers, rate?.headers)
    if (fault === 'truncate')
      return sendTruncated(request, response, { ...answer, headers: { ...answer.headers, ...common } })
    return send(fault === 'malformed' ? malformed(answer) : answer)
  }
}

async function answerOfEndpoint(
  devops: DevOps,
  request: IncomingMessage,
  address: { path: string; query: string; deployment?: boolean },
  body: Buffer,
  identity: DevOpsIdentity,
  activity: string,
): Promise<PlainAnswer> {
  const { path, deployment = false } = address
  const query = new URLSearchParams(address.query)
  try {
    const {
      status,
      headers,
      body: value,
      content,
    } = await devops.handle({
      method: request.method ?? 'GET',
      path,
      deployment,
      query,
      headers: request.headers,
      body,
      identity,
    })
    if (value === undefined) return { status, headers: { ...headers }, body: content ?? '' }
    const typed = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'content-type')
    const type = `application/json; charset=utf-8; api-version=${answeredVersion(query, request)}`
    return {
      status,
      headers: { ...(typed ? {} : { 'Content-Type': type }), ...headers },
      body: JSON.stringify(value),
    }
  } catch (thrown) {
    const trace = thrown instanceof Error ? thrown.stack : String(thrown)
    process.stderr.write(`sandbox: ${request.method} ${path} failed: ${trace}\n`)
    return internalError(activity)
  }
}
