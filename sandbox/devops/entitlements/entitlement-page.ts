import { randomUUID } from 'node:crypto'
import { DevOpsError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { tokenPage } from '../paging.js'
import type { EndpointCall } from '../route.js'

/**
 * A page of entitlements in the body: the rows under two names, and a token that is empty on the last page (facts 9).
 */
export function entitlementPage<T>(
  call: EndpointCall,
  all: readonly T[],
  size: { default: number; top?: string; token?: string },
  show: (entry: T) => unknown,
): DevOpsAnswer {
  const token = call.query(size.token ?? 'continuationToken')
  const { entries, next } = tokenPage(
    call,
    all,
    { default: size.default, top: size.top ?? 'top' },
    offsetOf(token),
  )
  const rows = entries.map(show)
  const body = {
    members: rows,
    continuationToken: next === undefined ? '' : `${next.padStart(6, '0')}+#${checksum(next)}=`,
    totalCount: all.length,
    items: rows,
  }
  return { status: 200, body }
}

/** The token holds `+` and `#`: sent without encoding it comes broken, which gives a 500 (facts 7). */
function offsetOf(token: string | undefined): string | undefined {
  if (token === undefined || token === '') return undefined
  const [, digits, check] = /^(\d{6})\+#(\d+)=$/.exec(token) ?? []
  const offset = digits === undefined ? undefined : String(Number(digits))
  if (offset !== undefined && checksum(offset) === check) return offset
  throw new DevOpsError(
    500,
    'System.FormatException',
    `TF400898: An Internal Error Occurred. Activity Id: ${randomUUID()}.`,
    0,
  )
}

function checksum(offset: string): string {
  return String((Number(offset) * 7919 + 13) % 97)
}
