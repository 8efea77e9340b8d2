/** A PostgreSQL array, element by element: text, null, or a nested array. */
export type ArrayText = readonly (string | null | ArrayText)[]

/**
 * Reads the text form of a PostgreSQL array (PostgreSQL manual, 8.15.6), such as `{a,"b, c",NULL,{d}}`; lower bounds
 * (`[0:1]={…}`) are dropped. Undefined when it is not one.
 */
export function parseArrayText(text: string): ArrayText | undefined {
  let at = text.startsWith('[') ? text.indexOf('=') + 1 : 0
  const list = (): ArrayText | undefined => {
    const items: (string | null | ArrayText)[] = []
    at++
    if (text[at] === '}') {
      at++
      return items
    }
    for (;;) {
      const item = text[at] === '{' ? list() : element()
      if (item === undefined) return undefined
      items.push(item)
      const next = text[at++]
      if (next === '}') return items
      if (next !== ',') return undefined
    }
  }
  const element = (): string | null | undefined => {
    let value = ''
    if (text[at] !== '"') {
      while (at < text.length && text[at] !== ',' && text[at] !== '}') {
        if (text[at] === '\\') at++
        value += text[at++] ?? ''
      }
      return value === 'NULL' ? null : value
    }
    for (at++; at < text.length; at++) {
      if (text[at] === '"') {
        at++
        return value
      }
      if (text[at] === '\\') at++
      value += text[at] ?? ''
    }
    return undefined
  }
  if (text[at] !== '{') return undefined
  const items = list()
  return at === text.length ? items : undefined
}
