import type { ColumnKind } from './column-kind.js'
import { readArray, type ArrayItem } from './pg-array.js'
import { localTime } from './pg-time.js'
import { looksLikeHtml, plainText } from './plain-text.js'

/** What a cell shows for one value. */
export type Display =
  | { readonly kind: 'null' }
  | { readonly kind: 'plain'; readonly text: string; readonly title?: string }
  /** Opens in the viewer; `text` is its beginning. */
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'chips'; readonly items: readonly string[]; readonly more: number }

/** Characters of one value that a cell holds; the rest is in the viewer and in copies. */
const cellLength = 300
const chipsShown = 6

/** What a cell shows. Times are in the time zone of `zone` (the browser's when absent). */
export function displayValue(
  value: string | null,
  kind: ColumnKind,
  { htmlAsText = true, zone }: { readonly htmlAsText?: boolean; readonly zone?: string } = {},
): Display {
  if (value === null) return { kind: 'null' }
  if (kind === 'time') return { kind: 'plain', text: localTime(value, zone) ?? value, title: value }
  if (kind === 'json') return { kind: 'json', text: value.slice(0, cellLength) }
  if (kind === 'boolean')
    return { kind: 'plain', text: value === 't' ? 'true' : value === 'f' ? 'false' : value }
  if (kind === 'array') {
    const items = readArray(value)
    if (items !== undefined)
      return {
        kind: 'chips',
        items: items.slice(0, chipsShown).map(itemText),
        more: Math.max(0, items.length - chipsShown),
      }
  }
  const text = kind === 'text' && htmlAsText && looksLikeHtml(value) ? plainText(value) : value
  return { kind: 'plain', text: cut(text.replace(/\s*\n\s*/g, ' ⏎ ')), title: cut(text, 2000) }
}

function itemText(item: ArrayItem): string {
  return item === null
    ? 'NULL'
    : typeof item === 'string'
      ? cut(item, 60)
      : `{${item.map(itemText).join(', ')}}`
}

function cut(text: string, length = cellLength): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
