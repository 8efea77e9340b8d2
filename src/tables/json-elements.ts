import { isAscii, isUtf8 } from 'node:buffer'
import { utf8Text } from './utf8-text.js'

/**
 * Where an object holds its source; no enumeration and no copy shows it. A WeakMap would keep the texts for longer: what
 * it holds outlives the collections of short-lived objects.
 */
const key = Symbol('source')

/**
 * The UTF-8 text that a JSON object was read from, where it is known: who writes the object as JSON need not make a new
 * one. PostgreSQL takes it as jsonb without a change.
 */
export function jsonSource(value: unknown): Uint8Array | undefined {
  return (value as { readonly [key]?: Uint8Array } | null | undefined)?.[key]
}

/** A value at a path of keys in what JSON.parse made; undefined for none. */
export function valueAt(payload: unknown, path: readonly string[]): unknown {
  let value = payload
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[name]
    // Inherited: JSON holds none.
    if (typeof value === 'function') return undefined
  }
  return value
}

/**
 * The elements of a list in a JSON text, one after the other: of many, only one is in memory as objects. Null elements are
 * left out. Ends at once with `false` where the text is no object, or its member `list` no list. Error: SyntaxError where the
 * text is not JSON, as far as it is read, or an element no object.
 *
 * @param content JSON (RFC 8259), without a byte order mark: `{"value":[{"fields":{…}},…]}`.
 * @param member whose source is noted, see jsonSource, where it is an object and jsonb can take it as it is: it escapes
 *   neither U+0000 nor a surrogate and has no number with an exponent.
 */
export function* elementsOf(
  content: Uint8Array,
  list: string,
  member: string,
): Generator<object, boolean, undefined> {
  // What is not UTF-8 is mended as every reader of texts does it.
  const bytes = asBuffer(isUtf8(content) ? content : Buffer.from(asBuffer(content).toString('utf8')))
  const ascii = isAscii(bytes)
  const escapes = bytes.includes('\\u')
  // A window of it, one character for each byte: parts of that are taken at no cost, and sought through faster than bytes.
  let start = 0
  let text = bytes.toString('latin1', 0, windowBytes)
  /** Moves the window to `from`, or doubles it where it begins there; false when it reaches the end already. */
  const moved = (from: number): boolean => {
    if (start + text.length === bytes.length) return false
    const length = from === 0 ? text.length * 2 : windowBytes
    start += from
    text = bytes.toString('latin1', start, start + length)
    return true
  }
  const textOf = (from: number, to: number): string => {
    const part = ascii ? undefined : bytes.subarray(start + from, start + to)
    return part === undefined || isAscii(part) ? text.slice(from, to) : utf8Text(part)
  }

  let at = listStart(text, list)
  while (at < 0) {
    if (!moved(0)) return false
    at = listStart(text, list)
  }
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === closeArray) return true
    const span = code === openObject ? spanOf(text, at, member) : undefined
    if (span !== undefined) {
      const { end, from, to } = span
      const element = JSON.parse(textOf(at, end)) as object
      if (from >= 0 && !(escapes && hasUnfitEscape(text.slice(from, to)))) {
        const value = (element as Record<string, object>)[member]!
        Object.defineProperty(value, key, { value: bytes.subarray(start + from, start + to) })
      }
      yield element
      at = end
    } else if (text.startsWith('null', at)) at += 4
    else if (code === comma || isSpace(code)) at++
    else if (moved(at)) at = 0
    else throw new SyntaxError(`The text is no JSON from byte ${start + at} on.`)
  }
}

/** Short enough that texts of this length are not kept with those that live long. */
const windowBytes = 32 * 1024

const comma = 0x2c
const colon = 0x3a
const openArray = 0x5b
const backslash = 0x5c
const closeArray = 0x5d
const openObject = 0x7b
const closeObject = 0x7d

/** Where the elements of the member `list` begin; -1 where the text holds no such list. */
function listStart(text: string, list: string): number {
  let depth = 0
  let at = 0
  for (;;) {
    const start = text.indexOf('"', at)
    if (start < 0) return -1
    for (; at < start; at++) depth += step(text.charCodeAt(at))
    at = closingQuote(text, start + 1) + 1
    if (at === 0) return -1
    if (depth !== 1 || text.slice(start + 1, at - 1) !== list) continue
    while (isSpace(text.charCodeAt(at))) at++
    if (text.charCodeAt(at) !== colon) continue
    at++
    while (isSpace(text.charCodeAt(at))) at++
    return text.charCodeAt(at) === openArray ? at + 1 : -1
  }
}

interface Span {
  /** Behind the object. */
  readonly end: number
  /** Of its member; -1 where there is none, or jsonb could not take its numbers. */
  readonly from: number
  readonly to: number
}

/**
 * Where the object at `start` ends, and where its member stands; undefined where its end is not in the text. Only strings,
 * brackets and exponents are looked at: JSON.parse judges the rest.
 */
function spanOf(text: string, start: number, member: string): Span | undefined {
  let depth = 0
  let from = -1
  let to = -1
  for (let at = start; ;) {
    const string = text.indexOf('"', at)
    const gap = string < 0 ? text.length : string
    for (; at < gap; at++) {
      const code = text.charCodeAt(at)
      const change = step(code)
      if (change !== 0) {
        depth += change
        if (depth === 1 && change < 0 && to < from) to = at + 1
        else if (depth === 0) return { end: at + 1, from, to }
      } else if (isExponent(code, text.charCodeAt(at - 1)) && to < from) from = to = -1
    }
    const end = string < 0 ? -1 : closingQuote(text, string + 1)
    if (end < 0) return undefined
    at = end + 1
    if (depth === 1 && text.charCodeAt(at) === colon && isName(text, string + 1, end, member)) {
      from = text.charCodeAt(at + 1) === openObject ? at + 1 : -1
      to = -1
    }
  }
}

/** How much deeper one is behind a character that stands outside of strings. */
function step(code: number): number {
  if (code === openObject || code === openArray) return 1
  return code === closeObject || code === closeArray ? -1 : 0
}

/** Where the text that began before `from` ends; -1 where it does not. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1
    while (text.charCodeAt(before) === backslash) before--
    if ((at - before) % 2 === 1) return at
  }
  return -1
}

function isName(text: string, from: number, to: number, name: string): boolean {
  return to - from === name.length && text.startsWith(name, from)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function isExponent(code: number, before: number): boolean {
  return (code | 0x20) === 0x65 && before >= 0x30 && before <= 0x39
}

/** Whether U+0000 or a surrogate may be escaped in it. */
function hasUnfitEscape(source: string): boolean {
  return source.includes('\\u') && /\\u(?:0000|d[89a-f])/i.test(source)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
