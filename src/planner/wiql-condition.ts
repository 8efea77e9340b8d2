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
  const together = (texts: readonly string[]) => `(${texts.join(` ${by} `)})`
  const exact = parts.flatMap((part) => part.exact ?? [])
  return {
    text: together(parts.map(({ text }) => text)),
    fragile: parts.some(({ fragile }) => fragile),
    exact: exact.length === parts.length ? together(exact) : undefined,
  }
}

/** A condition that every service understands. */
export function sound(text: string, exact?: string): WiqlCondition {
  return { text, fragile: false, exact }
}

/** A condition that may be an error to the service. */
export function fragile(text: string, exact?: string): WiqlCondition {
  return { text, fragile: true, exact }
}

/** The condition of a predicate that says more. */
export function loose({ text, fragile }: WiqlCondition): WiqlCondition {
  return { text, fragile }
}
