/** A value of an array: nested arrays stay lists; null is NULL. */
export type ArrayItem = string | null | readonly ArrayItem[]

/**
 * Reads PostgreSQL's text form of an array (`{a,"b c",NULL}`); undefined when it is none. The command line has a reader of its
 * own (src/cli/array-text.ts), as pages take no code from the server; a test holds the two together.
 */
export function readArray(text: string): readonly ArrayItem[] | undefined {
  // `[2:3]={a,b}`: bounds other than from 1 stand in front.
  let at = text.startsWith('[') ? text.indexOf('=') + 1 : 0
  const list = (): ArrayItem[] | undefined => {
    if (text[at] !== '{') return undefined
    at++
    const items: ArrayItem[] = []
    if (text[at] === '}') {
      at++
      return items
    }
    while (at < text.length) {
      const item = text[at] === '{' ? list() : text[at] === '"' ? quoted() : bare()
      if (item === undefined) return undefined
      items.push(item)
      const mark = text[at++]
      if (mark === '}') return items
      if (mark !== ',') return undefined
    }
    return undefined
  }
  const quoted = (): string | undefined => {
    let value = ''
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
  const bare = (): string | null => {
    const from = at
    while (at < text.length && text[at] !== ',' && text[at] !== '}') at++
    const value = text.slice(from, at)
    return value === 'NULL' ? null : value
  }
  const items = list()
  return items !== undefined && at === text.length ? items : undefined
}
