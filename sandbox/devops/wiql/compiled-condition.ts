import type { Revision } from '../../data/work-item-history.js'

/**
 * Whether an item satisfies a condition. Both ways give the same: over the columns, for generated items nobody has
 * written to, and over any revision. `cost` lets cheap ones run first.
 */
export interface CompiledCondition {
  cost: number
  holds(index: number): boolean
  holdsRevision(index: number, revision: Revision): boolean
}
