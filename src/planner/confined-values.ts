import { conjuncts, type Predicate } from '../tables/predicate.js'

/** The values that a predicate confines a column to, each once; undefined when it does not. */
export function valuesOf(predicate: Predicate, column: string): readonly string[] | undefined {
  const lists = conjuncts(predicate).flatMap((part): (readonly string[])[] => {
    if (part.kind === 'compare' && part.op === '=' && part.column === column) return [[part.value]]
    return part.kind === 'in' && part.column === column ? [part.values] : []
  })
  const [first, ...others] = lists
  return first && [...new Set(first)].filter((value) => others.every((list) => list.includes(value)))
}

/** The least and the greatest value that a predicate lets a time column have; inclusive. */
export function boundsOf(predicate: Predicate, column: string): { least?: string; greatest?: string } {
  const least: string[] = []
  const greatest: string[] = []
  for (const part of conjuncts(predicate)) {
    if (part.kind !== 'compare' || part.column !== column) continue
    if (part.op === '=' || part.op === '>' || part.op === '>=') least.push(part.value)
    if (part.op === '=' || part.op === '<' || part.op === '<=') greatest.push(part.value)
  }
  const finite = (values: string[]) => values.filter((value) => !value.includes('infinity')).sort()
  const [from, to] = [finite(least).at(-1), finite(greatest)[0]]
  return { ...(from === undefined ? {} : { least: from }), ...(to === undefined ? {} : { greatest: to }) }
}

/** A text that every value of a column begins with, whatever the case of letters; undefined when there is none. */
export function prefixOf(predicate: Predicate, column: string): string | undefined {
  const [only, ...more] = valuesOf(predicate, column) ?? []
  if (only !== undefined && more.length === 0) return only
  for (const part of conjuncts(predicate)) {
    if (part.kind !== 'like' || part.column !== column || part.negated) continue
    const prefix = /^[^%_\\]+/.exec(part.pattern)?.[0]
    if (prefix !== undefined) return prefix
  }
  return undefined
}
