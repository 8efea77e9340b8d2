import type { CompareOp } from '../tables/predicate.js'
import type { Operand } from './operand.js'

/** What a value is tested for against each of several. */
export type Test =
  { readonly op: CompareOp } | { readonly like: { readonly insensitive: boolean; readonly negated: boolean } }

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
  /** Any other operator with ANY or ALL: `~~ ANY (array)`, `>= ALL (array)`. */
  | {
      readonly kind: 'each'
      readonly column: string
      readonly all: boolean
      readonly test: Test
      readonly operand: Operand
    }
  | { readonly kind: 'is-null' | 'is-not-null'; readonly column: string }
  | {
      readonly kind: 'like'
      readonly column: string
      readonly insensitive: boolean
      readonly negated: boolean
      readonly operand: Operand
    }
  /** The text begins with the operand (`starts`) or has it in it. */
  | {
      readonly kind: 'starts' | 'has'
      readonly column: string
      readonly negated: boolean
      readonly operand: Operand
    }
  /** The text matches a regular expression. */
  | {
      readonly kind: 'regex'
      readonly column: string
      readonly insensitive: boolean
      readonly operand: Operand
    }
  /** `lower(column) = value`, or `= ANY (array)`. */
  | {
      readonly kind: 'folded'
      readonly column: string
      readonly fold: 'lower' | 'upper'
      readonly list: boolean
      readonly operand: Operand
    }
  /** Array column `@>`, `&&` or `=` an array. */
  | {
      readonly kind: 'array'
      readonly op: 'contains' | 'overlaps' | 'equals'
      readonly column: string
      readonly operand: Operand
    }
  /** The value is an element of an array column. */
  | { readonly kind: 'element'; readonly column: string; readonly operand: Operand }
  /** True where its operand, a boolean, is. */
  | { readonly kind: 'constant'; readonly operand: Operand }
  /** Left to Postgres. Beside another condition in an AND: that one says less than the filter does. */
  | { readonly kind: 'unknown' }

export const unknown: Condition = { kind: 'unknown' }

/** A condition that holds wherever the filter does, and maybe elsewhere. */
export function atLeast(...of: readonly Condition[]): Condition {
  return { kind: 'and', of: [...of, unknown] }
}
