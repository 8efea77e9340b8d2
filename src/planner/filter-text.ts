import type { Node } from 'libpg-query'
import { constantText } from './column-free.js'
import { namesOf } from './syntax.js'

/** What stands in a condition for the result of a sub-plan: not a constant, so such conditions are left to Postgres. */
const subplanResult = 'azdo_subplan'
/** The same, of a sub-plan that runs once: called with its name and the number of the column. */
const initPlanResult = 'azdo_initplan'
/** What stands for the result of an InitPlan that asks whether the session is confined to the default project. */
export const confinedResult = 'azdo_confined'

/**
 * EXPLAIN writes references to sub-plans in a form that is not SQL: `(InitPlan 1).col1`, `(hashed SubPlan 2).col1`,
 * `EXISTS(SubPlan 3)`, `(ANY (a = (hashed SubPlan 4).col1))`, before PostgreSQL 17 `$0`. Puts calls of functions that
 * do not exist in their place, outside of string literals and quoted names, so that the text parses.
 *
 * @param confined names of the InitPlans whose result is `azdo.confined()`: `InitPlan 1`, or `$0`.
 */
export function withoutSubplans(text: string, confined: ReadonlySet<string>): string {
  return text
    .split(/('(?:[^']|'')*'|"(?:[^"]|"")*")/)
    .map((part, i) => (i % 2 === 1 ? part : replaced(part, confined)))
    .join('')
}

function replaced(text: string, confined: ReadonlySet<string>): string {
  const once = (name: string, column: string) =>
    confined.has(name) ? `${confinedResult}()` : `${initPlanResult}('${name}', '${column}')`
  return text
    .replace(/\((InitPlan \w+)\)\.col(\d+)/g, (_, name: string, column: string) => once(name, column))
    .replace(/\$\d+/g, (name) => once(name, '1'))
    .replace(
      /(?:EXISTS|ARRAY)?\((?:(?:hashed |rescan )?SubPlan \w+|alternatives: [^()]*)\)(?:\.col\d+)?/g,
      `${subplanResult}()`,
    )
    .replace(/\((?:ANY|ALL) \(/g, `(${subplanResult} (`)
}

/** The InitPlan that a part of such a condition stands for the result of, and the number of the column, from 1. */
export function initPlanCall(
  node: Node | undefined,
): { readonly name: string; readonly column: number } | undefined {
  if (!node || !('FuncCall' in node) || namesOf(node.FuncCall.funcname).join('.') !== initPlanResult)
    return undefined
  const [name, column] = (node.FuncCall.args ?? []).map(constantText)
  return name === undefined ? undefined : { name, column: Number(column) }
}
