/** What stands in a condition for the result of a sub-plan: not a constant, so such conditions are left to Postgres. */
export const subplanResult = 'azdo_subplan'
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
  return text
    .replace(/\((InitPlan \w+)\)\.col\d+/g, (_, name: string) => call(confined.has(name)))
    .replace(/\$\d+/g, (name) => call(confined.has(name)))
    .replace(
      /(?:EXISTS|ARRAY)?\((?:(?:hashed |rescan )?SubPlan \w+|alternatives: [^()]*)\)(?:\.col\d+)?/g,
      call(false),
    )
    .replace(/\((?:ANY|ALL) \(/g, `(${subplanResult} (`)
}

function call(confined: boolean): string {
  return `${confined ? confinedResult : subplanResult}()`
}
