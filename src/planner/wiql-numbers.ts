import type { WiqlField } from '../tables/table-definition.js'
import { fragile, sound, type Translate } from './wiql-condition.js'

/** Lists longer than this become a range: the service takes it faster, and queries have a limit of characters. */
const longestList = 1_000

/** Whole numbers within 32 bits and plain decimals: what WIQL reads as it is written. */
function isNumber(value: string): boolean {
  return /^-?\d{1,10}$/.test(value) || (/^-?\d+(\.\d+)?$/.test(value) && value.length <= 16)
}

const number: Translate = (name, predicate) => {
  switch (predicate.kind) {
    case 'compare':
      return isNumber(predicate.value) ? sound(`${name} ${predicate.op} ${predicate.value}`) : undefined
    case 'in': {
      if (!predicate.values.every(isNumber)) return undefined
      if (predicate.values.length <= longestList) return sound(`${name} IN (${predicate.values.join(', ')})`)
      const sorted = [...predicate.values].sort((a, b) => Number(a) - Number(b))
      return sound(`(${name} >= ${sorted[0]!} AND ${name} <= ${sorted[sorted.length - 1]!})`)
    }
    case 'not-in': {
      const { values } = predicate
      return values.length <= longestList && values.every(isNumber)
        ? sound(`${name} NOT IN (${values.join(', ')})`)
        : undefined
    }
    // That '' tests a number for being empty is known of the query editor only.
    case 'is-null':
      return fragile(`${name} = ''`)
    case 'is-not-null':
      return fragile(`${name} <> ''`)
    default:
      return undefined
  }
}

const boolean: Translate = (name, predicate) => {
  if (predicate.kind !== 'compare' || predicate.op !== '=') return undefined
  return sound(`${name} = ${predicate.value}`)
}

/** Conditions on numbers and booleans. */
export const wiqlNumbers = { integer: number, double: number, boolean } satisfies Partial<
  Record<WiqlField['kind'], Translate>
>
