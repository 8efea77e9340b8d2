import type { Credential } from '../auth/credential.js'
import { networkFault } from '../auth/network-fault.js'
import { AzdoError } from '../errors/azdo-error.js'
import type { Events } from '../events/events.js'
import type { Connection } from '../settings/connection.js'
import type { Paging, ServiceHost } from '../tables/table-definition.js'
import { apiVersionFor } from './api-version.js'
import { openHttpConnections, type HttpAnswer } from './http-exchange.js'
import { budgetOf, paceOf } from './pace.js'
import { createPager, type PageQuery, type PagerOptions } from './paging.js'
import { createRequestGate } from './request-gate.js'
import { machineClock, type RestClock } from './rest-clock.js'
import { retryWait, type RetryCause } from './retry.js'
import { isCredentialRefusal, serviceError } from './service-error.js'
import { organizationUrl } from './service-host.js'

/** Counts what a piece of work cost; the client adds to it. */
export interface Meter {
  /** HTTP requests sent, repetitions included. */
  requests: number
  /** Bytes of answers' bodies as they came over the wire. */
  bytes: number
  /** The statement it is for: those of one client take turns, so that a large read holds up no small one. */
  readonly statement?: object
  /** Hears that the work must wait. */
  readonly onWait?: (wait: Wait) => void
}

/** A wait that the service imposes. */
export interface Wait {
  /** Throttled: nothing is sent for a while. Retry: one request failed and is sent again. */
  readonly why: 'throttled' | 'retry'
  /** ms. */
  readonly ms: number
  /** For a retry, what went wrong: `status 503`, `network`. */
  readonly reason?: string
}

/** One request to the service. */
export interface RestRequest {
  readonly host: ServiceHost
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'OPTIONS'
  /** After the organization, beginning with a slash, each segment percent-encoded: `/My%20Project/_apis/wit/wiql`. */
  readonly path: string
  /** Undefined values are left out. `api-version` is added by the client, unless given. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Media type of the body: application/json unless given. */
  readonly contentType?: string
  /** Resource version of a preview-only endpoint (facts 2.2). */
  readonly preview?: number
  /** Ends the request and every wait with STATEMENT_CANCELED. */
  readonly signal?: AbortSignal
  readonly meter?: Meter
  /** Repeating does no harm although the method is not GET: a query sent by POST. */
  readonly safe?: boolean
  /** Sent a single time: no retry, and no other token after a refusal. For a question whose answer may well be no. */
  readonly once?: boolean
  /** Memory for the answer, used where that fits. */
  readonly memory?: Uint8Array<ArrayBuffer> | undefined
}

/** A success: status 2xx but not 203. */
export interface RestAnswer<T> {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Record<string, string>
  /** Undefined when the answer has no content. */
  readonly body: T
}

/**
 * Speaks to one organization. Errors of every call: those of serviceError, SERVICE_UNREACHABLE, STATEMENT_CANCELED,
 * and SIGN_IN_*, SETTING_* and HOME_UNUSABLE of the credential.
 */
export interface RestClient {
  readonly connection: Connection
  /** Sends a request, retried as the connection's settings say, and gives its JSON. A 401 renews the token once. */
  json<T>(request: RestRequest): Promise<RestAnswer<T>>
  /** The same, but gives the JSON text of an object or a list unread, in memory that nobody else uses, for who reads it elsewhere. */
  content(request: RestRequest): Promise<Uint8Array<ArrayBuffer>>
  /**
   * The pages of a list: the payloads, without null ones. Ends after the last page, or after `limit` payloads. A failure
   * ends it with an error: a list that ends without one is whole. What chooses a page goes into the body of a POST.
   * `list`: the member of the answer that holds them, `value` unless given; null: the answer itself is the only one.
   * `identity`: see PagerOptions. Of a list that changed while it was read, rows may come again.
   */
  pages(
    request: RestRequest,
    paging: Paging,
    options?: PagerOptions & { readonly list?: string | null | undefined },
  ): AsyncGenerator<readonly unknown[], void, undefined>
  /** Knocks at the organization's address without signing in or retrying: any HTTP answer will do. Error: SERVICE_UNREACHABLE. */
  knock(signal?: AbortSignal): Promise<{ url: string; headers: Record<string, string>; ms: number }>
  /** Ends all connections, and with them the requests under way. */
  close(): Promise<void>
}

/** What a client is made of. */
export interface RestClientParts {
  readonly credential: Credential
  readonly events: Events
  /** Requests under way at once at most, 24 unless given; how many there are the service's answers say (RequestGate). */
  readonly concurrency?: number | undefined
  /** Length of the first wait before a retry, ms; 1000 unless given. */
  readonly retryUnitMs?: number
  readonly clock?: RestClock
}

/** A client for a connection, for all who use that. */
export function createRestClient(connection: Connection, parts: RestClientParts): RestClient {
  const { credential, events, concurrency = 24, retryUnitMs: unitMs = 1000, clock = machineClock } = parts
  const connections = openHttpConnections(concurrency)
  const gate = createRequestGate({
    most: concurrency,
    clock,
    onPause: (waitMs, resource) =>
      events.emit({
        type: 'rest.throttled',
        connection: connection.name,
        waitMs: Math.round(waitMs),
        resource,
      }),
  })

  /** One exchange, counted and reported; status 0 when no answer came. */
  const exchange = async (request: RestRequest, authorization: string): Promise<HttpAnswer> => {
    const { method, path, meter, signal, memory } = request
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const started = clock.now()
    const report = (status: number, bytes: number): void => {
      if (meter !== undefined) meter.bytes += bytes
      const ms = Math.round(clock.now() - started)
      events.emit({ type: 'rest.request', connection: connection.name, method, path, status, ms, bytes })
    }
    if (meter !== undefined) meter.requests++
    try {
      const answer = await connections.exchange({
        method,
        url: urlOf(connection, request),
        headers: {
          accept: 'application/json',
          authorization,
          'user-agent': userAgent,
          // Else a refusal is a redirection to a sign-in page (facts 3.3).
          'x-tfs-fedauthredirect': 'Suppress',
          ...(body !== undefined && { 'content-type': request.contentType ?? 'application/json' }),
        },
        body,
        signal,
        memory,
      })
      report(answer.status, answer.bytes)
      const pace = paceOf(answer.status, answer.headers, clock.now())
      gate.heard(pace, started)
      const budget = budgetOf(answer.headers)
      if (budget !== undefined)
        events.emit({ type: 'rest.budget', connection: connection.name, ...budget, waitMs: pace.waitMs })
      return answer
    } catch (thrown) {
      report(0, 0)
      throw thrown
    }
  }

  /** Sends until there is a success or the rules say to give up. */
  const send = async <T>(
    request: RestRequest,
    success: (answer: HttpAnswer) => { readonly value: T } | undefined,
  ): Promise<{ readonly answer: HttpAnswer; readonly value: T }> => {
    const { method, path, signal, meter } = request
    const where = `${method} ${path}`
    const turn = {
      signal,
      statement: meter?.statement,
      onPause: (ms: number) => meter?.onWait?.({ why: 'throttled', ms }),
    }
    const safe = request.safe ?? (method === 'GET' || method === 'OPTIONS')
    let renewed: string | undefined
    // A token that another process had obtained may be as worthless as the refused one: then one more.
    let renewals = request.once === true ? 0 : 1
    for (let retries = 0; ; retries++) {
      let cause: RetryCause
      let error: AzdoError
      try {
        const authorization = renewed ?? (await credential.authorization(signal))
        const answer = await gate.run(() => exchange(request, authorization), turn)
        const found = success(answer)
        if (found !== undefined) return { answer, value: found.value }
        const refused = isCredentialRefusal(answer)
        if (refused && renewals > 0) {
          const renewal = await credential.renewed(authorization, signal)
          renewals = renewal?.kept === true && renewed === undefined ? 1 : 0
          renewed = renewal?.authorization
          if (renewed !== undefined) {
            retries--
            continue
          }
        }
        cause = { status: answer.status, retryAfter: answer.headers['retry-after'], refused }
        error = serviceError(connection, where, answer, events.mask)
      } catch (thrown) {
        if (signal?.aborted) throw canceled(where, signal)
        if (thrown instanceof AzdoError) throw thrown
        cause = { status: undefined }
        error = exchangeError(connection, where, thrown)
        if (error.code === 'STATEMENT_CANCELED') throw error
      }
      const rules = { settings: connection.retry, retries, safe, now: clock.now(), unitMs }
      const waitMs = request.once === true ? undefined : retryWait(cause, rules)
      if (waitMs === undefined) throw retries === 0 ? error : afterRetries(error, retries)
      const reason = cause.status === undefined ? 'network' : `status ${cause.status}`
      events.emit({
        type: 'rest.retry',
        connection: connection.name,
        method,
        path,
        reason,
        waitMs,
        attempt: retries + 1,
      })
      meter?.onWait?.({ why: cause.status === 429 ? 'throttled' : 'retry', ms: waitMs, reason })
      renewed = undefined
      await clock.sleep(waitMs, signal).catch(() => {
        throw canceled(where, signal)
      })
    }
  }

  return {
    connection,

    async json<T>(request: RestRequest) {
      const { answer, value } = await send(request, successBody)
      const { status, headers } = answer
      return { status, headers, body: value as T }
    },

    content: async (request) => (await send(request, successContent)).value,

    async *pages(request, paging, { limit = Infinity, list = 'value', identity } = {}) {
      if (limit <= 0) return
      const pager = createPager(paging, `${request.method} ${request.path}`, { limit, identity })
      let left = limit
      for (let page: PageQuery | undefined = pager.first; page !== undefined;) {
        const asked =
          request.body === undefined
            ? { query: { ...request.query, ...page } }
            : { body: { ...request.body, ...page } }
        const { answer, value: body } = await send({ ...request, ...asked }, successBody)
        const { headers, text } = answer
        const rows = list === null ? [body] : listOf(request, body, list)
        const { next, repeated } = pager.after({ headers, body, rows, text })
        page = next
        const wanted = rows
          .slice(repeated)
          .filter((row) => row !== null && row !== undefined)
          .slice(0, left)
        left -= wanted.length
        if (wanted.length > 0) yield wanted
        if (left <= 0) return
      }
    },

    async knock(signal) {
      const url = new URL(organizationUrl(connection, 'core'))
      const started = performance.now()
      const report = (status: number, bytes: number): number => {
        const ms = Math.round(performance.now() - started)
        events.emit({
          type: 'rest.request',
          connection: connection.name,
          method: 'HEAD',
          path: '',
          status,
          ms,
          bytes,
        })
        return ms
      }
      try {
        const headers = { 'user-agent': userAgent, 'x-tfs-fedauthredirect': 'Suppress' }
        const answer = await connections.exchange({ method: 'HEAD', url, headers, signal })
        return { url: url.href, headers: answer.headers, ms: report(answer.status, answer.bytes) }
      } catch (thrown) {
        report(0, 0)
        const where = `HEAD ${url.pathname}`
        throw signal?.aborted ? canceled(where, signal) : exchangeError(connection, where, thrown)
      }
    },

    close: () => connections.close(),
  }
}

const userAgent = 'azdo-connector'

function urlOf(connection: Connection, request: RestRequest): URL {
  const { host, path, query, preview } = request
  if (!path.startsWith('/') || /[?#]/.test(path)) {
    throw new AzdoError('INTERNAL', `The request path ${path} is not in the form /segment/segment.`)
  }
  // The name of a project may be typed by a user; a URL would take these two as a way out of the organization.
  if (path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) {
    throw new AzdoError('SERVICE_NOT_FOUND', `${path}: nothing in Azure DevOps is named "." or "..".`)
  }
  const url = new URL(organizationUrl(connection, host) + path)
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  if (!url.searchParams.has('api-version')) {
    url.searchParams.set('api-version', apiVersionFor(connection.apiVersion, preview))
  }
  return url
}

/** The JSON of a success, or undefined when the answer is none: success is 2xx except 203, and JSON or empty (facts 3.3). */
function successBody(answer: HttpAnswer): { value: unknown } | undefined {
  const { status, content } = answer
  if (!isSuccess(answer)) return undefined
  if (status === 204 || content.length === 0) return { value: undefined }
  if (!isJson(answer)) return undefined
  const { text } = answer
  try {
    return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) as unknown }
  } catch {
    return undefined
  }
}

/** The text of a success that certainly begins and ends as an object or a list. */
function successContent(answer: HttpAnswer): { value: Uint8Array<ArrayBuffer> } | undefined {
  if (!isSuccess(answer) || !isJson(answer)) return undefined
  const content = answer.content.subarray(answer.content.indexOf('\ufeff') === 0 ? 3 : 0)
  const ends = `${content.toString('latin1', 0, 1)}${content
    .toString('latin1', content.length - 8)
    .trimEnd()
    .at(-1)}`
  return ends === '{}' || ends === '[]' ? { value: content } : undefined
}

function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status <= 299 && status !== 203
}

function isJson({ headers }: HttpAnswer): boolean {
  return /\bjson\b/i.test(headers['content-type'] ?? '')
}

function listOf(request: RestRequest, body: unknown, list: string): readonly unknown[] {
  if (Array.isArray(body)) return body
  const value =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[list] : undefined
  if (Array.isArray(value)) return value
  // Seen for "none": facts 1.3.
  if (value === null) return []
  throw new AzdoError(
    'SERVICE_ANSWER_INVALID',
    `${request.method} ${request.path}: Azure DevOps answered without the list that was asked for.`,
    { hint: 'Try again; if it stays so, choose another API Version.' },
  )
}

/** The error for an exchange that gave no answer to judge. */
function exchangeError(connection: Connection, where: string, thrown: unknown): AzdoError {
  const words = networkFault(thrown)?.words
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new AzdoError('STATEMENT_CANCELED', `${where}: the connection was closed here meanwhile.`)
  }
  if (words !== undefined) {
    return new AzdoError(
      'SERVICE_UNREACHABLE',
      `${where}: ${connection.url} could not be reached: ${words}.`,
      {
        hint: 'Check Service URL for typing errors, and that this machine may reach it (proxy, firewall).',
        cause: thrown,
      },
    )
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code?.startsWith('Z_') || code?.startsWith('ERR_')) {
    return new AzdoError('SERVICE_ANSWER_INVALID', `${where}: the answer could not be read (${code}).`, {
      hint: 'Try again; if it stays so, something between here and Azure DevOps damages the answers.',
      cause: thrown,
    })
  }
  return new AzdoError('SERVICE_UNREACHABLE', `${where}: ${connection.url} gave no answer.`, {
    hint: 'Try again.',
    cause: thrown,
  })
}

function afterRetries(error: AzdoError, retries: number): AzdoError {
  const times = retries === 1 ? 'once' : `${retries} times`
  const { cause, detail, hint, serviceCode, status } = error
  return new AzdoError(error.code, `${error.message} (Tried again ${times}.)`, {
    cause,
    detail,
    hint,
    serviceCode,
    status,
  })
}

function canceled(where: string, signal: AbortSignal | undefined): AzdoError {
  const reason: unknown = signal?.reason
  return reason instanceof AzdoError
    ? reason
    : new AzdoError('STATEMENT_CANCELED', `${where}: the statement was cancelled.`)
}
