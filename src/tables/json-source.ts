import { isUtf8 } from 'node:buffer'

/**
 * Where an object holds its source; no enumeration and no copy shows it. A WeakMap would keep the texts for longer: what
 * it holds outlives the collections of short-lived objects.
 */
const key = Symbol('source')

/**
 * The UTF-8 text that a JSON object was read from, where it is known: who writes the object as JSON need not make a new
 * one. PostgreSQL takes it as jsonb without a change, and it holds no character below U+0020.
 */
export function jsonSource(value: unknown): Uint8Array | undefined {
  return (value as { readonly [key]?: Uint8Array } | null | undefined)?.[key]
}

/**
 * Notes the sources of objects that elements of a list hold: `{"value":[{"fields":{…}},…]}`.
 *
 * @param text what JSON.parse made an object of.
 * @param list that object's member `name`; what is not such a list is passed over.
 */
export function noteJsonSources(text: Uint8Array, name: string, list: unknown, member: string): void {
  if (!Array.isArray(list) || !isUtf8(text)) return
  const found = memberTexts(text, name, member)
  if (found.length !== list.length) return
  for (const [i, source] of found.entries()) {
    const value = (list[i] as Record<string, unknown> | null)?.[member]
    if (source && typeof value === 'object' && value !== null)
      Object.defineProperty(value, key, { value: source })
  }
}

/**
 * Text of the member of each element of the list, where it is an object. Undefined also where jsonb or a line of text
 * could not take it as it is: where it escapes U+0000 or a surrogate, has a number with an exponent or a line end.
 * `text` is valid JSON. Where a name occurs twice, the last one counts, as with JSON.parse.
 */
function memberTexts(text: Uint8Array, list: string, member: string): (Uint8Array | undefined)[] {
  const listStart = Buffer.from(`"${list}":[`)
  const memberStart = Buffer.from(`"${member}":`)
  let found: (Uint8Array | undefined)[] = []
  let depth = 0
  let inList = false
  let start = -1
  let plain = true
  for (let i = 0; i < text.length; i++) {
    const byte = text[i]!
    if (byte === quote) {
      const from = i
      i = closingQuote(text, i + 1)
      if (text[i + 1] !== colon) continue
      if (depth === 1) {
        inList = isAt(text, from, listStart)
        if (inList) found = []
      } else if (depth === 3 && inList && isAt(text, from, memberStart)) {
        found[found.length - 1] = undefined
        start = text[i + 2] === openObject ? i + 2 : -1
        plain = true
      }
    } else if (byte === openObject || byte === openArray) {
      if (depth === 1 && inList && text[i + 1] !== closeArray) found.push(undefined)
      depth++
    } else if (byte === closeObject || byte === closeArray) {
      depth--
      if (depth !== 3 || start < 0) continue
      const source = text.subarray(start, i + 1)
      if (plain && !hasUnfitEscape(source)) found[found.length - 1] = source
      start = -1
    } else if (byte === comma) {
      if (depth === 2 && inList) found.push(undefined)
    } else if (byte < space || isExponent(text, i)) plain = false
  }
  return found
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const comma = 0x2c
const space = 0x20
const openObject = 0x7b
const closeObject = 0x7d
const openArray = 0x5b
const closeArray = 0x5d

function closingQuote(text: Uint8Array, from: number): number {
  for (let at = text.indexOf(quote, from); ; at = text.indexOf(quote, at + 1)) {
    let before = at - 1
    while (text[before] === backslash) before--
    if ((at - before) % 2 === 1) return at
  }
}

function isAt(text: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (text[at + i] !== word[i]) return false
  return true
}

/** Whether U+0000 or a surrogate may be escaped in it. */
function hasUnfitEscape(source: Uint8Array): boolean {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length)
  return bytes.includes('\\u') && /\\u(?:0000|d[89a-f])/i.test(bytes.toString('latin1'))
}

function isExponent(text: Uint8Array, at: number): boolean {
  const before = text[at - 1]!
  return (text[at]! | 0x20) === 0x65 && before >= 0x30 && before <= 0x39
}
