/** Whether a text is HTML as Azure DevOps keeps it in descriptions and comments: it has a tag of a known name. */
export function looksLikeHtml(text: string): boolean {
  return /<\/?(?:div|p|br|span|ul|ol|li|a|b|i|u|em|strong|h[1-6]|table|t[rdh]|img|pre|code|blockquote|font)\b[^>]*>/i.test(
    text,
  )
}

const hidden = /<(script|style|template|noscript)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi
const breaks = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6]|\/pre|\/blockquote)\b[^>]*>/gi
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bull: '•',
}

/**
 * The words of an HTML text: tags taken out, lines and list items kept, entities resolved. What comes out is text and
 * is shown as text; nothing in it is ever parsed again.
 */
export function plainText(html: string): string {
  return resolveEntities(
    html
      .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
      .replace(hidden, '')
      .replace(/\s+/g, ' ')
      .replace(/<li\b[^>]*>/gi, '• ')
      .replace(breaks, '\n')
      .replace(/<\/?[a-z][^<>]*>/gi, ''),
  )
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function resolveEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
