import { AzdoError } from '../errors/azdo-error.js'

/** Opening characters of a quoted value, each with its closing one, which stands for itself when doubled. */
const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '{': '}' }

/**
 * Reads `Key=Value;Key=Value`. A value may be quoted with "…", '…' or {…}, its closing character doubled to stand for
 * itself (OLE DB Programmer's Guide, "Connection String Syntax"; ODBC reference, SQLDriverConnect). White space around
 * keys and values is dropped, inside quotes kept. Values may be empty. Keys come out as typed.
 * Error: CONNECTION_STRING_INVALID with the position, counted from 1; the text itself, which may hold secrets, is not shown.
 */
export function parseConnectionString(text: string): Record<string, string> {
  const pairs = new Map<string, string>()
  const seen = new Set<string>()
  let at = 0
  while (at < text.length) {
    if (text[at] === ';' || isSpace(text[at])) {
      at++
      continue
    }
    const start = at
    while (at < text.length && text[at] !== '=' && text[at] !== ';') at++
    if (text[at] !== '=') throw wrong('there is no = after what stands', start)
    const key = text.slice(start, at).trim()
    if (key === '') throw wrong('there is no key before the =', at)
    if (seen.has(key.toLowerCase())) throw wrong('a key comes a second time', start)
    seen.add(key.toLowerCase())
    const value = readValue(text, at + 1)
    pairs.set(key, value.text)
    at = value.end + 1
  }
  return Object.fromEntries(pairs)
}

/** The value that starts at `start`, and where the `;` after it is, or the end. */
function readValue(text: string, start: number): { text: string; end: number } {
  let at = start
  while (isSpace(text[at])) at++
  const close = closing[text[at] ?? '']
  if (close === undefined) {
    const semicolon = text.indexOf(';', start)
    const end = semicolon < 0 ? text.length : semicolon
    return { text: text.slice(start, end).trim(), end }
  }
  const open = at++
  let value = ''
  for (; ; at++) {
    const letter = text[at]
    if (letter === undefined) throw wrong(`there is no closing ${close} for the ${text[open]}`, open)
    if (letter !== close) value += letter
    else if (text[at + 1] === close) value += text[at++]
    else break
  }
  at++
  while (isSpace(text[at])) at++
  if (at < text.length && text[at] !== ';') throw wrong(`something follows the closing ${close}`, at)
  return { text: value, end: at }
}

/**
 * Prints `Key=Value;Key=Value;` so that parseConnectionString gives the same values back. Values are quoted only when
 * they must be, with double quotes. Error: CONNECTION_STRING_INVALID for a key that cannot be written.
 */
export function printConnectionString(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => {
      if (key === '' || key !== key.trim() || /[=;]/.test(key)) {
        throw new AzdoError(
          'CONNECTION_STRING_INVALID',
          'A key that is empty or has = or ; in it cannot be written.',
          {
            hint: 'Use the keys of the connection settings.',
          },
        )
      }
      const quoted = value.includes(';') || value !== value.trim() || closing[value[0] ?? ''] !== undefined
      return `${key}=${quoted ? `"${value.replaceAll('"', '""')}"` : value};`
    })
    .join('')
}

/** White space as String.prototype.trim takes it. */
function isSpace(letter: string | undefined): boolean {
  return letter !== undefined && letter.trim() === ''
}

function wrong(what: string, index: number): AzdoError {
  return new AzdoError(
    'CONNECTION_STRING_INVALID',
    `The connection string is wrong: ${what} at character ${index + 1}.`,
    {
      hint: 'Write Key=Value;Key=Value, and put a value that has ; in it in double quotes.',
    },
  )
}
