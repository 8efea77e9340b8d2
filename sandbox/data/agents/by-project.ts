import type { Project } from '../projects.js'

/** What a project has, made when first asked for and then kept. */
export function byProject<T>(make: (project: Project) => T): (project: Project) => T {
  const made = new Map<Project, T>()
  return (project) => {
    const known = made.get(project)
    if (known !== undefined) return known
    const own = make(project)
    made.set(project, own)
    return own
  }
}

/** Ids of what is created while the sandbox runs come after this one; those of what was generated are below. */
export const lastGeneratedId = 100_000_000

/**
 * How many of a kind a project has: many in the first, none in the one that stays empty (as its work items and
 * builds), `few` in the others.
 */
export function amount(project: Project, many: number, few: number): number {
  if (project.created || project.index === 5) return 0
  return project.index === 0 ? many : few
}
