import { allAccounts, createDirectory } from '../../data/people/directory.js'
import { typeCategories } from '../../data/tracking/type-categories.js'
import type { FieldValue } from '../../data/field-value.js'
import type { QueryScope } from './query-scope.js'

/**
 * Whether a work item type of a project (both names as items hold them) is in a category, given by reference or
 * friendly name. A category no process has holds nothing, as unknown values find nothing (unconfirmed).
 */
export function typeInCategory(
  scope: QueryScope,
  category: string,
): (type: FieldValue | undefined, project: FieldValue | undefined) => boolean {
  const wanted = category.toLowerCase()
  const types = new Map<FieldValue | undefined, ReadonlySet<FieldValue | undefined>>()
  for (const { name, process, state } of scope.organization.projects) {
    if (state !== 'wellFormed') continue
    const found = typeCategories(process).find(
      (one) => one.referenceName.toLowerCase() === wanted || one.name.toLowerCase() === wanted,
    )
    types.set(name, new Set(found?.types.map((type) => type.name)))
  }
  return (type, project) => types.get(project)?.has(type) === true
}

/**
 * Ids of the people of `[Project]\Group` or `[Project]\Team`, through groups in it as well; of the organization's own
 * groups with its name in the brackets. Nobody for an unknown group, as unknown values find nothing (unconfirmed).
 */
export function groupMembers({ organization }: QueryScope, group: string): ReadonlySet<string> {
  const [, scopeName, name] = /^\[([^\]]+)\]\\(.+)$/.exec(group.toLowerCase()) ?? []
  if (scopeName === undefined) return new Set()
  const project = organization.projects.find(
    (candidate) => candidate.state === 'wellFormed' && candidate.name.toLowerCase() === scopeName,
  )
  if (!project && scopeName !== organization.name.toLowerCase()) return new Set()
  const groups = organization
    .part(createDirectory)
    .groupsOf(project)
    .filter((candidate) => candidate.active && candidate.name.toLowerCase() === name)
  return new Set([...allAccounts(groups)].map(({ id }) => id))
}
