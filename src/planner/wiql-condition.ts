import type { Predicate } from '../tables/predicate.js'
import type { WiqlField } from '../tables/table-definition.js'
import type { WiqlCondition } from './fetch-plan.js'

/** A predicate on one column. */
export type OnColumn = Exclude<Predicate, { kind: 'and' | 'or' }>
/** The condition for a predicate on one column, or undefined when there is none that surely returns a superset. */
export type Translate = (name: string, predicate: OnColumn, field: WiqlField) => WiqlCondition | undefined

/** Conditions joined by AND or OR, in parentheses. */
export function joined(parts: readonly WiqlCondition[], by: 'AND' | 'OR'): WiqlCondition {
  if (parts.length === 1) return parts[0]!
  return {
    text: `(${parts.map(({ text }) => text).join(` ${by} `)})`,
    fragile: parts.some(({ fragile }) => fragile),
  }
}

/** A condition that every service understands. */
export function sound(text: string): WiqlCondition {
  return { text, fragile: false }
}

/** A condition that may be an error to the service. */
export function fragile(text: string): WiqlCondition {
  return { text, fragile: true }
}
