import { createByteReader } from './byte-reader.js'
import { cstring, message } from './message.js'

/** The fields of an ErrorResponse or NoticeResponse (PostgreSQL manual, "Error and Notice Message Fields"). */
export interface Report {
  readonly severity: 'FATAL' | 'ERROR' | 'NOTICE' | 'INFO'
  readonly sqlstate: string
  readonly message: string
  readonly detail?: string | undefined
  readonly hint?: string | undefined
}

/** An ErrorResponse. */
export function writeError(report: Report): Buffer {
  return writeReport('E', report)
}

/** A NoticeResponse. */
export function writeNotice(report: Report): Buffer {
  return writeReport('N', report)
}

/** The fields of a report by their letters (`C` the SQLSTATE, `M` the message, `D` the detail). Errors: PROTOCOL_VIOLATION. */
export function readReport(bytes: Buffer): ReadonlyMap<string, string> {
  const fields = createByteReader(bytes, 5)
  const found = new Map<string, string>()
  for (;;) {
    const [kind] = fields.bytes(1)
    if (!kind) return found
    found.set(String.fromCharCode(kind), fields.cstring().toString('utf8'))
  }
}

function writeReport(type: 'E' | 'N', report: Report): Buffer {
  const fields: (readonly [string, string | undefined])[] = [
    ['S', report.severity],
    ['V', report.severity],
    ['C', report.sqlstate],
    ['M', report.message],
    ['D', report.detail],
    ['H', report.hint],
  ]
  const encoded = fields.flatMap(([key, value]) =>
    value === undefined ? [] : [Buffer.from(key), cstring(value)],
  )
  return message(type, ...encoded, Buffer.alloc(1))
}
