import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.js'

/** Where Entra speaks from, and the time it goes by. */
export interface EntraSite {
  /** Base URL of the sandbox without a trailing slash. */
  origin: string
  clock: Clock
}

/** A refusal of the token endpoint as Entra states it (facts 3.2). */
export interface EntraRefusal {
  /** HTTP status. */
  status: number
  /** OAuth error name. */
  error: string
  /** Finer name, by which a client is to decide what to do. */
  suberror?: string
  /** Number of the AADSTS code. */
  code: number
  /** Text after "AADSTSnnn: "; `{now}` stands for the moment of the answer. */
  text: string
}

/** Thrown inside the provider where Entra refuses something that the provider itself would let pass. */
export class EntraError extends Error {
  readonly expose = true
  readonly statusCode: number
  readonly status: number

  constructor(readonly refusal: EntraRefusal) {
    super(refusal.error)
    this.statusCode = refusal.status
    this.status = refusal.status
  }
}

/** The moment as Entra writes it: `yyyy-MM-dd HH:mm:ssZ`. */
function entraTimestamp(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace('T', ' ') + 'Z'
}

/** What follows `AADSTSnnn: `, complete. */
function refusalText({ code, text }: EntraRefusal, moment: Date): string {
  return `AADSTS${code}: ${text.replace('{now}', moment.toISOString())}`
}

/** The body of a refusal. `correlation` is the caller's client-request-id, when it sent one. */
export function entraErrorBody(
  refusal: EntraRefusal,
  site: EntraSite,
  correlation: string | undefined,
): Record<string, unknown> {
  const moment = new Date(site.clock.now())
  const timestamp = entraTimestamp(moment)
  const traceId = randomUUID()
  const correlationId =
    correlation !== undefined && /^[0-9a-f-]{36}$/i.test(correlation) ? correlation : randomUUID()
  const text = refusalText(refusal, moment)
  return {
    error: refusal.error,
    error_description: `${text}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`,
    error_codes: [refusal.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${site.origin}/error?code=${refusal.code}`,
    ...(refusal.suberror === undefined ? {} : { suberror: refusal.suberror }),
  }
}

/** AADSTS900144: a parameter is missing. */
export function missingParameter(name: string): EntraRefusal {
  return {
    status: 400,
    error: 'invalid_request',
    code: 900144,
    text: `The request body must contain the following parameter: '${name}'.`,
  }
}

/** AADSTS90002: no such tenant. */
export function unknownTenant(tenant: string): EntraRefusal {
  return {
    status: 400,
    error: 'invalid_request',
    code: 90002,
    text: `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  }
}
