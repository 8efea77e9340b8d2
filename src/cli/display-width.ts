const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}])|\ufe0f/u
const control = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu
const plain = /^[\u0020-\u007e\u00a0-\u02ff]*$/
const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cells a text takes on a terminal (Unicode Standard Annex 11: wide and full-width characters take two). */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const { segment } of segments.segment(text)) width += cells(segment)
  return width
}

/** The text cut to `width` cells, ending in `…` when something is left off. */
export function fitWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let fitting = ''
  let used = 0
  for (const { segment } of segments.segment(text)) {
    used += cells(segment)
    if (used > width - 1) break
    fitting += segment
  }
  return `${fitting}…`
}

/** Control characters shown as escapes: a line break in a value neither breaks the table nor commands the terminal. */
export function visible(text: string): string {
  return text.replace(control, (character) => {
    const known = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    return known ?? `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`
  })
}

function cells(grapheme: string): number {
  if (/^\p{Mark}+$/u.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}
