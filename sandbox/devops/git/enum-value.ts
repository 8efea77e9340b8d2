import { invalidArgument } from './git-errors.js'

/** The words of an enumeration with the numbers Microsoft's client knows them by. */
export type Words<T extends string> = Readonly<Record<T, number>>

/**
 * The word of a value, which may be given in any case or by its number (Microsoft's client sends numbers); undefined
 * when there is none. Any other value is a 400 that calls it `name`.
 */
export function enumValue<T extends string>(value: unknown, words: Words<T>, name: string): T | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const given = String(value).toLowerCase()
  const known = Object.entries<number>(words).find(
    ([word, number]) => word.toLowerCase() === given || String(number) === given,
  )
  if (known) return known[0] as T
  throw invalidArgument(
    `The value "${String(value)}" of ${name} is none of ${Object.keys(words).join(', ')}.`,
  )
}
