/** A place in a text as people count: line and column from 1. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** The offset of a PostgreSQL position, which counts characters from 1 and not UTF-16 units. */
export function offsetOf(sql: string, position: number): number {
  let offset = 0
  for (let left = position - 1; left > 0 && offset < sql.length; left--)
    offset += sql.codePointAt(offset)! > 0xffff ? 2 : 1
  return offset
}

/** Line and column of an offset. */
export function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
