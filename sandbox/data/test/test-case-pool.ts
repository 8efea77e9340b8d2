import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'

/** Most work items of a project that serve as test cases. */
const most = 400

/** Ids of the work items a project's tests use, made once for all projects in one pass over the items. */
export function createTestCasePool(organization: Organization): (project: Project) => readonly number[] {
  const { items, projects } = organization
  const { count, project } = items.columns
  const pools = projects.map((): number[] => [])
  for (let index = 0; index < count; index++) {
    const pool = pools[project[index] as number] as number[]
    if (pool.length < most) pool.push(items.idAt(index))
  }
  return ({ index }) => pools[index] ?? []
}
