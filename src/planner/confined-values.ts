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

/**
 * Those values, where the service can be asked for each of them by address or parameter: undefined also when one is
 * empty, is a way out of the address, or is a number that the service would refuse instead of finding nothing.
 */
export function askableValues(predicate: Predicate, column: string): readonly string[] | undefined {
  const values = valuesOf(predicate, column)
  const refused = (value: string) =>
    /^\.{0,2}$/.test(value) || (/^-?\d+$/.test(value) && !(Number(value) >= 0 && Number(value) < 2 ** 31))
  return values?.some(refused) ? undefined : values
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

/** A text that every value of a column begins with, letter for letter; undefined when there is none. */
export function prefixOf(predicate: Predicate, column: string): string | undefined {
  const [only, ...more] = valuesOf(predicate, column) ?? []
  if (only !== undefined && more.length === 0) return only
  for (const part of conjuncts(predicate)) {
    if (part.kind !== 'like' || part.column !== column || part.negated || part.insensitive) continue
    const prefix = /^[^%_\\]+/.exec(part.pattern)?.[0]
    if (prefix !== undefined) return prefix
  }
  return undefined
}
