import type { WiqlField } from '../tables/table-definition.js'
import { fragile, sound, type Translate } from './wiql-condition.js'

/** Lists longer than this become a range: the service takes it faster, and queries have a limit of characters. */
const longestList = 1_000

/** Whole numbers within 32 bits and plain decimals: what WIQL reads as it is written. */
function isNumber(value: string): boolean {
  return /^-?\d{1,10}$/.test(value) || (/^-?\d+(\.\d+)?$/.test(value) && value.length <= 16)
}

/** A number that the service surely holds as PostgreSQL does: within 32 bits, and no fraction that is rounded. */
function isSame(value: string): boolean {
  return Math.abs(Number(value)) < 2 ** 31 && Number.isInteger(Number(value) * 1024)
}

const number: Translate = (name, predicate) => {
  // That '' tests a number for being empty is known of the query editor only.
  const notEmpty = `${name} <> ''`
  /** Whether `<>` and NOT IN find what is empty is not documented. */
  const told = (text: string, values: readonly string[], negated: boolean) =>
    sound(text, values.every(isSame) ? (negated ? `(${text} AND ${notEmpty})` : text) : undefined)
  switch (predicate.kind) {
    case 'compare': {
      const { op, value } = predicate
      return isNumber(value) ? told(`${name} ${op} ${value}`, [value], op === '<>') : undefined
    }
    case 'in': {
      const { values } = predicate
      if (!values.every(isNumber)) return undefined
      if (values.length <= longestList) return told(`${name} IN (${values.join(', ')})`, values, false)
      const sorted = [...values].sort((a, b) => Number(a) - Number(b))
      return sound(`(${name} >= ${sorted[0]!} AND ${name} <= ${sorted[sorted.length - 1]!})`)
    }
    case 'not-in': {
      const { values } = predicate
      return values.length <= longestList && values.every(isNumber)
        ? told(`${name} NOT IN (${values.join(', ')})`, values, true)
        : undefined
    }
    case 'is-null':
      return fragile(`${name} = ''`, `${name} = ''`)
    case 'is-not-null':
      return fragile(notEmpty, notEmpty)
    default:
      return undefined
  }
}

const boolean: Translate = (name, predicate) => {
  if (predicate.kind !== 'compare' || predicate.op !== '=') return undefined
  const text = `${name} = ${predicate.value}`
  // Whether false finds what is empty is not documented.
  return sound(text, predicate.value === 'true' ? text : undefined)
}

/** Conditions on numbers and booleans. */
export const wiqlNumbers = { integer: number, double: number, boolean } satisfies Partial<
  Record<WiqlField['kind'], Translate>
>
