import { parseArrayText, type ArrayText } from './array-text.js'

/** Turns a value in PostgreSQL's text form into JSON text. */
export type JsonEncoder = (text: string) => string

/** Type OIDs of PostgreSQL (src/include/catalog/pg_type.dat): each scalar type that is not simply text in JSON. */
const scalar = new Map<number, JsonEncoder>([
  [16, (text) => (text === 't' ? 'true' : 'false')],
  [20, integerJson],
  [21, integerJson],
  [23, integerJson],
  [26, integerJson],
  [700, floatJson],
  [701, floatJson],
  [1700, numericJson],
  [114, jsonJson],
  [3802, jsonJson],
  [1114, (text) => JSON.stringify(utcTimestamp(text))],
  [1184, (text) => JSON.stringify(utcTimestamp(text))],
])

/** Array type → element type, for the types above and the common textual ones (same source). */
const elementOf = new Map<number, number>([
  [1000, 16],
  [1016, 20],
  [1005, 21],
  [1007, 23],
  [1028, 26],
  [1021, 700],
  [1022, 701],
  [1231, 1700],
  [199, 114],
  [3807, 3802],
  [1115, 1114],
  [1185, 1184],
  [1009, 25],
  [1015, 1043],
  [1014, 1042],
  [1002, 18],
  [1003, 19],
  [2951, 2950],
  [1182, 1082],
  [1183, 1083],
  [1270, 1266],
  [1187, 1186],
  [1001, 17],
  [1041, 869],
  [651, 650],
  [1040, 829],
])

/** True for types whose values line up to the right. */
export function isNumberType(type: number): boolean {
  return [20, 21, 23, 26, 700, 701, 790, 1700].includes(type)
}

/**
 * The encoder for a type: numbers that JSON holds exactly are numbers, others strings; timestamps ISO 8601 in UTC; arrays,
 * json and jsonb as JSON; everything else the text PostgreSQL gave. Expects DateStyle ISO and TimeZone UTC.
 */
export function jsonEncoder(type: number): JsonEncoder {
  const element = elementOf.get(type)
  if (element === undefined) return scalar.get(type) ?? JSON.stringify
  const encode = jsonEncoder(element)
  const array = (items: ArrayText): string =>
    `[${items.map((item) => (item === null ? 'null' : typeof item === 'string' ? encode(item) : array(item))).join(',')}]`
  return (text) => {
    const items = parseArrayText(text)
    return items === undefined ? JSON.stringify(text) : array(items)
  }
}

/** `2026-01-31 08:00:00.123+00` as `2026-01-31T08:00:00.123Z`; other forms (infinity, BC, far years) as they are. */
export function utcTimestamp(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d(?::\d\d){0,2})?$/.exec(text)
  if (parts === null) return text
  const [, date, time, fraction = '', offset = '+00'] = parts
  if (/^[+-]00(:00)*$/.test(offset)) return `${date}T${time}${fraction}Z`
  const [hours = '0', minutes = '0', seconds = '0'] = offset.slice(1).split(':')
  const shift =
    (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * (offset.startsWith('-') ? -1 : 1)
  const utc = new Date(Date.parse(`${date}T${time}Z`) - shift * 1000).toISOString()
  return `${utc.slice(0, 19)}${fraction}Z`
}

function integerJson(text: string): string {
  return Number.isSafeInteger(Number(text)) ? text : JSON.stringify(text)
}

function floatJson(text: string): string {
  const value = Number(text)
  return Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(text)
}

function numericJson(text: string): string {
  return Number.isFinite(Number(text)) && String(Number(text)) === text ? text : JSON.stringify(text)
}

/** Line breaks in json (not jsonb) stand only between tokens; without them an object stays on its line. */
function jsonJson(text: string): string {
  return text.replace(/[\r\n]+/g, ' ')
}
