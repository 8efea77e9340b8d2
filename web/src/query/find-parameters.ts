import { sqlParts } from './sql-parts.js'

/** How many parameters a statement takes: the highest n of its `$n`, outside strings, names and comments. */
export function countParameters(sql: string): number {
  const numbers = sqlParts(sql)
    .filter((part) => part.kind === 'code')
    .flatMap(({ from, to }) => [...sql.slice(from, to).matchAll(/(?<![\w$\u0080-\uffff])\$(\d{1,4})\b/g)])
    .map((found) => Number(found[1]))
    .filter((number) => number >= 1 && number <= 1000)
  return Math.max(0, ...numbers)
}
