import { AzdoError } from '../errors/azdo-error.js'
import { jsonSource } from '../tables/json-elements.js'
import { readTimestamp } from '../tables/read-value.js'
import type { ColumnType, Row, TableDefinition } from '../tables/table-definition.js'
import { createByteWriter, type ByteWriter } from './byte-writer.js'
import { jsonText, plainText } from './value-text.js'

/**
 * What stands before and after all rows in the binary format of COPY (PostgreSQL manual, "COPY", Binary Format): the
 * signature, no flags, no extension; the trailer.
 */
export const copyStart = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
export const copyEnd = Buffer.from([0xff, 0xff])

/**
 * Rows in the binary format of COPY, each ending with its number, `first` for the first: between copyStart and copyEnd.
 * What PostgreSQL cannot hold is mended: U+0000 is left out, a lone surrogate becomes U+FFFD. JSON is written as it was
 * received where jsonb can take that. Error: SERVICE_ANSWER_INVALID where a value is none of its column's type.
 *
 * @param memory where they are written, as long as they fit.
 */
export function copyRows(
  table: TableDefinition,
  rows: Iterable<Row>,
  first: number,
  memory: Uint8Array<ArrayBuffer> = Buffer.allocUnsafeSlow(65_536),
): Buffer<ArrayBuffer> {
  let writers = writersOf.get(table)
  if (!writers) {
    writers = Object.values(table.columns).map(({ type }) => fieldWriters[type])
    writersOf.set(table, writers)
  }
  const bytes = createByteWriter(memory)
  let number = first
  for (const row of rows) {
    bytes.int16(writers.length + 1)
    for (let at = 0; at < writers.length; at++) {
      const value = row[at]
      if (value === null || value === undefined) bytes.int32(-1)
      else if (!writers[at]!(bytes, value)) throw unfit(table, at)
    }
    bytes.int32(8)
    bytes.int64(number++)
  }
  return bytes.taken()
}

/** Writes a value as a field, its length first; false where it is none of the type. */
type FieldWriter = (bytes: ByteWriter, value: unknown) => boolean

const writersOf = new WeakMap<TableDefinition, readonly FieldWriter[]>()

/** By the functions that receive these types (PostgreSQL source, int4recv, array_recv and so on). */
const fieldWriters: Readonly<Record<ColumnType, FieldWriter>> = {
  text(bytes, value) {
    bytes.text(plainText(value))
    return true
  },
  integer(bytes, value) {
    const number = Number(value)
    if ((number | 0) !== number) return false
    bytes.int32(4)
    bytes.int32(number)
    return true
  },
  bigint(bytes, value) {
    const number = Number(value)
    if (Number.isSafeInteger(number)) {
      bytes.int32(8)
      bytes.int64(number)
      return true
    }
    // A number of JavaScript that large is not the one that was sent.
    if (typeof value === 'number' || !/^-?\d+$/.test(String(value))) return false
    const exact = BigInt(String(value))
    if (BigInt.asIntN(64, exact) !== exact) return false
    bytes.int32(8)
    bytes.raw(bigEndian(exact))
    return true
  },
  'double precision'(bytes, value) {
    const number = Number(value)
    if (Number.isNaN(number)) return false
    bytes.int32(8)
    bytes.float64(number)
    return true
  },
  boolean(bytes, value) {
    if (typeof value !== 'boolean') return false
    bytes.int32(1)
    bytes.raw(value ? yes : no)
    return true
  },
  uuid(bytes, value) {
    const known = uuids.get(value)
    if (known) bytes.raw(known)
    else {
      const digits = String(value).replaceAll('-', '')
      if (!/^[0-9a-f]{32}$/i.test(digits)) return false
      const field = Buffer.from(`00000010${digits}`, 'hex')
      if (uuids.size > mostUuids) uuids.clear()
      uuids.set(value, field)
      bytes.raw(field)
    }
    return true
  },
  timestamptz(bytes, value) {
    const text = value instanceof Date ? fromDate(value) : readTimestamp(value)
    if (text === null) {
      const endless = endlessTimes.get(value)
      if (endless) bytes.raw(endless)
      return endless !== undefined
    }
    bytes.int32(8)
    const microseconds = Number(text.slice(20, 26))
    const seconds = secondsSince2000(text)
    const whole = seconds * 1e6 + microseconds
    if (Number.isSafeInteger(whole)) bytes.int64(whole)
    else bytes.raw(bigEndian(BigInt(seconds) * 1_000_000n + BigInt(microseconds)))
    return true
  },
  jsonb(bytes, value) {
    bytes.headed(jsonbVersion, jsonSource(value) ?? Buffer.from(jsonText(value)))
    return true
  },
  'text[]'(bytes, value) {
    const elements = Array.isArray(value) ? value : [value]
    bytes.measured(() => {
      // Dimensions, whether there are NULLs, the type of elements; of the dimension the length and the first index.
      for (const word of [elements.length > 0 ? 1 : 0, 0, textOid]) bytes.int32(word)
      if (elements.length === 0) return
      bytes.int32(elements.length)
      bytes.int32(1)
      for (const element of elements) bytes.text(plainText(element))
    })
    return true
  },
}

/** Fields of UUIDs: those of projects and people come again and again. */
const uuids = new Map<unknown, Uint8Array>()
const mostUuids = 10_000
const yes = Uint8Array.of(1)
const no = Uint8Array.of(0)
/** The only version of jsonb's binary format. */
const jsonbVersion = 1
/** pg_type.oid of text. */
const textOid = 25

/** Fields of the times that are no times (PostgreSQL source, timestamp.h). */
const endlessTimes = new Map<unknown, Uint8Array>([
  ['infinity', Buffer.from('000000087fffffffffffffff', 'hex')],
  ['-infinity', Buffer.from('000000088000000000000000', 'hex')],
])

/** As readTimestamp gives it; null beyond the years of four digits. */
function fromDate(date: Date): string | null {
  const text = Number.isNaN(date.getTime()) ? '' : date.toISOString()
  return text.length === 24 && !text.startsWith('0000') ? `${text.slice(0, -1)}000Z` : null
}

/** @param text a time as readTimestamp gives it. */
function secondsSince2000(text: string): number {
  const digits = (at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
  const year = digits(0) * 100 + digits(2)
  const seconds = digits(11) * 3600 + digits(14) * 60 + digits(17)
  return daysSince2000(year, digits(5), digits(8)) * 86_400 + seconds
}

/** Of a date in the Gregorian calendar. Years are taken to begin in March, so that the day of a leap year is their last. */
function daysSince2000(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1
  const months = (month + 9) % 12
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
  return years * 365 + leapDays + Math.floor((months * 153 + 2) / 5) + day - daysBefore2000
}

/** What daysSince2000 would count for 2000-01-01 without it. */
const daysBefore2000 = 1999 * 365 + 499 - 19 + 4 + Math.floor((10 * 153 + 2) / 5) + 1

function bigEndian(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

function unfit(table: TableDefinition, at: number): AzdoError {
  const [name, column] = Object.entries(table.columns)[at]!
  return new AzdoError(
    'SERVICE_ANSWER_INVALID',
    `A row of ${table.name} does not fit its table: ${name} is no ${column.type}.`,
    { hint: 'Report it with the version of azdo and the name of the table.' },
  )
}
