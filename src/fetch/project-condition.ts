import type { WiqlCondition } from '../planner/fetch-plan.js'
import type { ParentRow } from '../tables/read-row.js'

/** Asks for the projects that items may belong to, and for those that the statement confines itself to. */
export interface Projects {
  readonly all: () => Promise<readonly ParentRow[]>
  /** Undefined when it does not. */
  readonly confining: (() => Promise<readonly ParentRow[]>) | undefined
  /** Resolves when the statement's own scan of projects is read; undefined when it has none. */
  readonly scanned: (() => Promise<void>) | undefined
}

/** WIQL's limit is 32,000 characters (facts 5.1); project names beyond this are left to Postgres. */
const longestProjectList = 8_000

/** The names of the projects that the statement confines itself to; undefined when it does not. */
export async function confiningNames({ confining }: Projects): Promise<readonly string[] | undefined> {
  return confining && (await confining()).map((project) => String(project['name']))
}

/** Confines a query to projects by name. Empty when the names would make the query too long: a superset. */
export function projectCondition(names: readonly string[]): readonly WiqlCondition[] {
  const literals = names.map((name) => `'${name.replaceAll("'", "''")}'`)
  const text =
    literals.length === 1
      ? `[System.TeamProject] = ${literals[0]!}`
      : `[System.TeamProject] IN (${literals.join(', ')})`
  return text.length > longestProjectList ? [] : [{ text, fragile: true }]
}
