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
