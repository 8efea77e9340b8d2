import { conjuncts, type Predicate } from '../tables/predicate.js'
import type { WiqlField } from '../tables/table-definition.js'
import type { WiqlCondition } from './fetch-plan.js'
import { joined, loose, type Translate } from './wiql-condition.js'
import { wiqlDates } from './wiql-dates.js'
import { wiqlNumbers } from './wiql-numbers.js'
import { wiqlTexts } from './wiql-texts.js'

/** Which columns WIQL can filter. */
export type WiqlFields = Readonly<Record<string, WiqlField>>

/**
 * Characters the conditions of one query may take together. WIQL's limit for a whole query is 32,000 (facts 5.1, the
 * work tracking limits page); the rest is kept for what the fetch adds: project names and a range of ids.
 */
export const mostCharacters = 20_000

/**
 * WIQL conditions, to be joined by AND, that every work item satisfying the predicate satisfies. What WIQL cannot say,
 * or says differently, is left out: the result is a superset.
 */
export function wiqlConditions(predicate: Predicate, fields: WiqlFields): readonly WiqlCondition[] {
  const found = conjuncts(predicate).flatMap((part) => {
    const condition = translate(part, fields)
    return condition ? [condition] : []
  })
  // Too long together: the longest are the dearest, and leaving one out only widens the result.
  let kept = [...new Map(found.map((condition) => [condition.text, condition])).values()]
  while (kept.reduce((sum, { text }) => sum + text.length + 5, 0) > mostCharacters) {
    const longest = kept.reduce((a, b) => (b.text.length > a.text.length ? b : a))
    kept = kept.filter((condition) => condition !== longest)
  }
  return kept
}

/** AND needs any of its parts, OR needs every one. */
function translate(predicate: Predicate, fields: WiqlFields): WiqlCondition | undefined {
  if (predicate.kind === 'and') {
    const parts = predicate.of.flatMap((part) => translate(part, fields) ?? [])
    if (parts.length === 0) return undefined
    return parts.length === predicate.of.length ? joined(parts, 'AND') : loose(joined(parts, 'AND'))
  }
  if (predicate.kind === 'or') {
    const parts = predicate.of.map((part) => translate(part, fields))
    return parts.length > 0 && parts.every((part) => part !== undefined) ? joined(parts, 'OR') : undefined
  }
  const field = Object.hasOwn(fields, predicate.column) ? fields[predicate.column] : undefined
  const condition = field && translators[field.kind](`[${field.field}]`, predicate, field)
  // Fields that are not part of every organization are an error where they do not exist (TF51005, facts 5.1).
  return condition && { ...condition, fragile: condition.fragile || !field.field.startsWith('System.') }
}

const translators: Readonly<Record<WiqlField['kind'], Translate>> = {
  ...wiqlNumbers,
  ...wiqlTexts,
  date: wiqlDates,
}
