/** Reading single payload values (facts 9). Each takes whatever stands in the payload and gives the column's value or null. */

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const dateForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i
/** A time in UTC that needs no reckoning: certainly a date, and none that means "no date". Most times look like this. */
const plainForm =
  /^(?!0000|0001|9999)(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,6})\d*)?Z$/
const millisecondsForm = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/

/** Text as it stands; numbers and booleans in their JSON form; an identity object gives its display name. */
export function readText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return null
  if (typeof value !== 'object') return String(value)
  return 'displayName' in value && typeof value.displayName === 'string'
    ? value.displayName
    : JSON.stringify(value)
}

/** A whole number within `limit` either way, from a number or its decimal text. */
function readWhole(value: unknown, limit: number): number | null {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) return null
  return number >= -limit - 1 && number <= limit ? number : null
}

/** A 32-bit whole number. */
export function readInteger(value: unknown): number | null {
  return readWhole(value, 2 ** 31 - 1)
}

/** A whole number that JSON can hold exactly. */
export function readBigint(value: unknown): number | null {
  return readWhole(value, Number.MAX_SAFE_INTEGER)
}

/** A finite number, from a number or its decimal text. */
export function readDouble(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** true or false, also as words. */
export function readBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return null
  const word = value.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

/** True where the service says so; false where it says nothing. */
export function readFlag(value: unknown): boolean {
  return readBoolean(value) ?? false
}

/** The JSON that a text holds; the text itself when it holds none. */
export function readJsonText(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

/** A GUID in lower case. */
export function readUuid(value: unknown): string | null {
  return typeof value === 'string' && uuidForm.test(value) ? value.toLowerCase() : null
}

/**
 * A time as `2026-01-31T08:00:00.123456Z`: UTC, microseconds (further digits are cut). A missing zone means UTC.
 * 0001-01-01 and 9999-01-01 mean "no date" (facts 9) and give null.
 */
export function readTimestamp(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const plain = plainForm.exec(value)
  if (plain) return `${plain[1]}.${(plain[2] ?? '').padEnd(6, '0')}Z`
  const inMilliseconds = millisecondsForm.exec(value)
  if (inMilliseconds) return fromInstant(Number(inMilliseconds[1]), '000')
  const parts = dateForm.exec(value.trim())
  if (!parts) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts
  const utc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const microseconds = fraction.slice(0, 6).padEnd(6, '0')
  return fromInstant(utc + Number(microseconds.slice(0, 3)) - offset(zone), microseconds.slice(3))
}

function fromInstant(milliseconds: number, microseconds: string): string | null {
  const date = new Date(milliseconds)
  if (Number.isNaN(date.getTime())) return null
  const text = date.toISOString()
  if (!/^\d{4}-/.test(text) || text.startsWith('0000-') || /^(0001|9999)-01-01/.test(text)) return null
  return `${text.slice(0, -1)}${microseconds}Z`
}

/** Milliseconds that a zone is ahead of UTC. */
function offset(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

/** `System.Tags`: one string joined by `; ` (facts 5.3), or a list. No tags give an empty list. */
export function readTags(value: unknown): string[] {
  const parts: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(';') : []
  const tags = parts.filter((tag) => typeof tag === 'string').map((tag) => tag.trim())
  return tags.filter((tag) => tag !== '')
}
