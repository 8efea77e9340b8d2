import { conjuncts, type Predicate } from '../tables/predicate.js'
import type { TableDefinition } from '../tables/table-definition.js'
import { simplified } from './simplify.js'
import { mostCharacters, wiqlConditions, type WiqlFields } from './wiql.js'

/**
 * WIQL conditions, to be joined by AND, that the work items which satisfy a predicate satisfy and no others; undefined
 * where WIQL cannot say that. What the predicate says of the parent (the project) is left out: the rows of the parent
 * that satisfy it are to be named beside.
 */
export function countConditions(
  predicate: Predicate,
  { parent }: TableDefinition,
  fields: WiqlFields,
): readonly string[] | undefined {
  const namesParent = (part: Predicate): boolean =>
    (part.kind === 'in' || (part.kind === 'compare' && part.op === '=')) &&
    Object.hasOwn(parent?.bind ?? {}, part.column)
  const own = conjuncts(simplified(predicate)).filter((part) => !namesParent(part))
  const exact = own.flatMap((part) => wiqlConditions(part, fields).flatMap((found) => found.exact ?? []))
  const length = exact.reduce((sum, text) => sum + text.length + 5, 0)
  return exact.length === own.length && length <= mostCharacters ? exact : undefined
}
