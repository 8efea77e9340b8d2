import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../clock.js'
import type { DevOps, DevOpsIdentity } from '../devops/devops-request.js'
import type { AccessTokens } from '../entra/access-tokens.js'
import type { FaultSchedule } from '../faults/fault-schedule.js'
import type { Fault } from '../faults/fault-spec.js'
import type { RateLimit } from '../faults/rate-limit.js'
import { priceOf, resourceOf, rowsOf } from '../faults/request-cost.js'
import {
  answerInstead,
  internalError,
  malformed,
  resetConnection,
  sendDripping,
  sendTruncated,
  tooManyRequests,
  wronglyTyped,
} from '../faults/strike.js'
import { createAuthenticate, expired, type Refusal } from './authenticate.js'
import { permits } from './permission-check.js'
import { LARGEST_BODY, readBody } from './read-body.js'
import { challenge, refusalAnswer } from './refusal-answer.js'
import type { SandboxAccounts } from './sandbox-accounts.js'
import { activityHeaders, jsonAnswer, sendAnswer, type PlainAnswer } from './send-answer.js'

/** What stands between a request and the endpoints of Azure DevOps. */
export interface DevOpsSideParts {
  devops: DevOps
  origin: string
  accounts: SandboxAccounts
  tokens: AccessTokens
  faults: FaultSchedule
  rateLimit: RateLimit
  clock: Clock
  /** Work items of the organization. */
  workItems(): number
  /** Milliseconds every answer waits. */
  latencyMs: number
}

/** Where a request goes: what follows the organization, and the query as text. */
export interface Address {
  path: string
  query: string
  /** Whether there was no organization, as at the hosts of accounts and profiles (facts 1.1). */
  deployment?: boolean
}

/** Answers one request. */
export type DevOpsHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  address: Address,
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
  const { accounts, clock, faults, origin, rateLimit } = parts
  const authenticate = createAuthenticate(accounts, parts.tokens)

  return async (request, response, address) => {
    const { path } = address
    const method = request.method ?? 'GET'
    const activity = randomUUID()
    const common = { ...activityHeaders(activity), 'X-VSS-ResourceTenant': accounts.tenant }
    const whole = (answer: PlainAnswer) => ({ ...answer, headers: { ...answer.headers, ...common } })
    const send = (answer: PlainAnswer) => sendAnswer(request, response, whole(answer))
    const refuse = (refusal: Refusal) => send(refusalAnswer(refusal, request, origin, accounts.tenant))

    const body = await readBody(request)
    const held = parts.latencyMs + faults.latencyMs()
    if (held > 0) await wait(held)
    if (!body)
      return send(jsonAnswer(413, { message: `The sandbox takes bodies of at most ${LARGEST_BODY} bytes.` }))

    const authentication = await authenticate(request.headers.authorization)
    // By its headers alone this tells the tenant, with a credential or without (facts 1.3).
    if (method === 'HEAD' && path === '/' && !address.deployment)
      return send({
        status: 'refusal' in authentication ? 401 : 200,
        headers: challenge(origin, accounts.tenant),
        body: '',
      })
    if ('refusal' in authentication) return refuse(authentication.refusal)
    const { identity, kind, permissions } = authentication
    if (address.deployment && kind === 'pat' && /^\/_apis\/profile\//i.test(path))
      return refuse({ reason: 'pat at the profile host' })
    if (permissions && !permits(permissions, method, path))
      return refuse({ reason: 'not permitted', identityId: identity.id })

    const fault = faults.next(path)
    if (fault === 'expired') return refuse(expired(kind))
    if (fault === 'reset') return resetConnection(request, response)
    if (fault === 'hang') return
    const { retryAfter } = faults.plan
    const instead =
      fault && answerInstead(fault, { retryAfter, activity, origin, resource: resourceOf(path) })
    if (instead) return send(instead)

    const rate = rateLimit.ask(identity.id, resourceOf(path), clock.now())
    if (rate.blocked) return send(tooManyRequests(resourceOf(path), rate.headers))
    if (rate.delayMs > 0) await wait(rate.delayMs)

    const { answer, rows } = await answerOfEndpoint(parts.devops, request, address, body, identity, activity)
    const price = priceOf({ method, path, query: address.query, rows, scanned: parts.workItems() })
    rateLimit.spend(identity.id, price.tstu, clock.now())
    if (price.told) answer.headers['X-RateLimit-Cost'] = String(Number(price.tstu.toFixed(4)))
    Object.assign(answer.headers, rate.headers)
    return sendStruck(fault, whole(answer), request, response, faults.plan.dripMs)
  }
}

/** Sends the endpoint's answer, spoilt as the fault says. */
function sendStruck(
  fault: Fault | undefined,
  answer: PlainAnswer,
  request: IncomingMessage,
  response: ServerResponse,
  dripMs: number,
): Promise<void> | void {
  switch (fault) {
    case 'truncate':
      return sendTruncated(request, response, answer)
    case 'drip':
      return sendDripping(response, answer, dripMs)
    case 'malformed':
      return sendAnswer(request, response, malformed(answer))
    case 'wrong-type':
      return sendAnswer(request, response, wronglyTyped(answer))
    default:
      return sendAnswer(request, response, answer)
  }
}

/** The endpoint's answer, and how many things are in its list. */
async function answerOfEndpoint(
  devops: DevOps,
  request: IncomingMessage,
  address: Address,
  body: Buffer,
  identity: DevOpsIdentity,
  activity: string,
): Promise<{ answer: PlainAnswer; rows: number }> {
  const { path, deployment = false } = address
  const query = new URLSearchParams(address.query)
  try {
    const answered = await devops.handle({
      method: request.method ?? 'GET',
      path,
      deployment,
      query,
      headers: request.headers,
      body,
      identity,
    })
    const { status, headers, body: value, content } = answered
    if (value === undefined)
      return { answer: { status, headers: { ...headers }, body: content ?? '' }, rows: 1 }
    const typed = headers !== undefined && Object.keys(headers).some((name) => /^content-type$/i.test(name))
    const type = typed
      ? undefined
      : `application/json; charset=utf-8; api-version=${answeredVersion(query, request)}`
    return {
      answer: {
        status,
        headers: type === undefined ? { ...headers } : { 'Content-Type': type, ...headers },
        body: JSON.stringify(value),
      },
      rows: rowsOf(value),
    }
  } catch (thrown) {
    const trace = thrown instanceof Error ? thrown.stack : String(thrown)
    process.stderr.write(`sandbox: ${request.method} ${path} failed: ${trace}\n`)
    return { answer: internalError(activity), rows: 1 }
  }
}
