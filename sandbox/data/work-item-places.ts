import type { ClassificationNode, ProjectNodes } from './classification-nodes.js'
import { flatten } from './classification-nodes.js'
import type { FieldValue } from './field-value.js'
import type { Project } from './projects.js'

/** Where a work item is; kept as the things themselves, so that it follows their names. */
export interface WorkItemPlace {
  project: Project
  area: ClassificationNode
  iteration: ClassificationNode
}

/** The fields that tell the place, by reference name in lower case. */
export const placeFields: Readonly<Record<string, (place: WorkItemPlace) => FieldValue>> = {
  'system.teamproject': ({ project }) => project.name,
  'system.areaid': ({ area }) => area.id,
  'system.areapath': ({ area }) => area.path,
  'system.nodename': ({ area }) => area.name,
  'system.iterationid': ({ iteration }) => iteration.id,
  'system.iterationpath': ({ iteration }) => iteration.path,
}

/**
 * Where an item is after a change (fields by reference name in lower case): the project by name; area and iteration
 * by path or id; in another project they are its roots unless told. Throws RangeError for what there is not.
 */
export function placeAfter(
  nodes: readonly ProjectNodes[],
  before: WorkItemPlace | undefined,
  changed: ReadonlyMap<string, FieldValue | undefined>,
): WorkItemPlace {
  if (before && !Object.keys(placeFields).some((name) => changed.has(name))) return before
  const name = changed.get('system.teamproject')
  const named = typeof name === 'string' ? name.toLowerCase() : undefined
  const moved = named !== undefined && named !== before?.project.name.toLowerCase()
  const own = nodes.find(({ project }) =>
    moved ? project.name.toLowerCase() === named : project === before?.project,
  )
  if (!own) throw new RangeError(`There is no project ${String(name)}.`)
  const kept = moved ? undefined : before
  return {
    project: own.project,
    area: nodeIn(own.areas, changed, 'system.area') ?? kept?.area ?? own.areas,
    iteration: nodeIn(own.iterations, changed, 'system.iteration') ?? kept?.iteration ?? own.iterations,
  }
}

function nodeIn(
  root: ClassificationNode,
  changed: ReadonlyMap<string, FieldValue | undefined>,
  prefix: string,
): ClassificationNode | undefined {
  const path = changed.get(`${prefix}path`)
  const id = changed.get(`${prefix}id`)
  if (path === undefined && id === undefined) return undefined
  const wanted = typeof path === 'string' ? path.toLowerCase() : undefined
  const found = flatten(root).find((node) =>
    wanted === undefined ? node.id === id : node.path.toLowerCase() === wanted,
  )
  if (!found) throw new RangeError(`There is no ${root.structure} ${String(path ?? id)}.`)
  return found
}
