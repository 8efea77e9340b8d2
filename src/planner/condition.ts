import type { CompareOp } from '../tables/predicate.js'
import type { Operand } from './operand.js'

/** A predicate whose values are still to be evaluated. Negation is pushed inwards already. */
export type Condition =
  | { readonly kind: 'and'; readonly of: readonly Condition[] }
  | { readonly kind: 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'compare'; readonly column: string; readonly op: CompareOp; readonly operand: Operand }
  /** IS [NOT] DISTINCT FROM. */
  | {
      readonly kind: 'distinct'
      readonly column: string
      readonly negated: boolean
      readonly operand: Operand
    }
  /** `= ANY (array)`, negated `<> ALL (array)`. */
  | { readonly kind: 'list'; readonly column: string; readonly negated: boolean; readonly operand: Operand }
  | { readonly kind: 'is-null' | 'is-not-null'; readonly column: string }
  | {
      readonly kind: 'like'
      readonly column: string
      readonly insensitive: boolean
      readonly negated: boolean
      readonly operand: Operand
    }
  /** Array column `@>` or `&&` an array. */
  | {
      readonly kind: 'array'
      readonly op: 'contains' | 'overlaps'
      readonly column: string
      readonly operand: Operand
    }
  /** The value is an element of an array column. */
  | { readonly kind: 'element'; readonly column: string; readonly operand: Operand }
  /** Left to Postgres. */
  | { readonly kind: 'unknown' }

export const unknown: Condition = { kind: 'unknown' }
