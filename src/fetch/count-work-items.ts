import type { ScanPlan } from '../planner/fetch-plan.js'
import type { FetchParts, ScanTrace } from './fetch-parts.js'
import { confiningNames, projectCondition, type Projects } from './project-condition.js'
import { isRefusal, queryIds } from './query-ids.js'

/**
 * How many work items satisfy WIQL conditions, of the projects that the statement confines itself to: by queries for
 * their ids alone, of which nothing is kept. Undefined when the service refuses a condition, or the names of the projects
 * are too long for a query: then their rows are to be read. Errors: those of the service.
 */
export async function countWorkItems(
  { connection, table }: ScanPlan,
  conditions: readonly string[],
  projects: Projects,
  trace: ScanTrace,
  parts: FetchParts,
): Promise<number | undefined> {
  const { signal, onProgress } = parts
  onProgress(`counting ${table.name}: 0 rows`)
  const names = await confiningNames(projects)
  if (names?.length === 0) return 0
  const ofProjects = names && projectCondition(names)
  if (ofProjects?.length === 0) return undefined
  const texts = [...(ofProjects ?? []).map(({ text }) => text), ...conditions]
  // None may be left out where the service refuses it.
  const all = texts.map((text) => ({ text, fragile: false }))
  let count = 0
  try {
    for await (const { ids } of queryIds(parts.client(connection), {
      conditions: all,
      signal,
      meter: trace,
    })) {
      count += ids.length
      onProgress(`counting ${table.name}: ${count} rows`)
    }
  } catch (thrown) {
    if (isRefusal(thrown)) return undefined
    throw thrown
  }
  return count
}
