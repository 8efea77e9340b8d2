import {
  flatten,
  nodeAt,
  type ClassificationNode,
  type ProjectNodes,
} from '../../../data/classification-nodes.js'
import { trackingError } from '../../devops-error.js'
import type { WorkItemDraft } from '../work-item-draft.js'

/** The fields that tell where an item is; a path wins over an id. */
const trees = [
  { root: 'areas', path: 'System.AreaPath', id: 'System.AreaId' },
  { root: 'iterations', path: 'System.IterationPath', id: 'System.IterationId' },
] as const

/**
 * Completes the place of a draft: a written path or id becomes both; a new item, and one that moves to another project,
 * is at the roots unless it says otherwise. A path that is not there is refused with TF401347 (field; its type key is
 * unconfirmed).
 */
export function settlePlace(draft: WorkItemDraft, nodes: ProjectNodes): void {
  const { fields, project, before } = draft
  const elsewhere = before?.value('system.teamproject') !== project.name
  for (const { root, path, id } of trees) {
    const written = fields.has(path) ? path : fields.has(id) ? id : undefined
    let node: ClassificationNode | undefined
    if (written) node = find(nodes[root], fields.get(written))
    else if (elsewhere) node = nodes[root]
    else continue
    if (!node)
      throw trackingError(
        400,
        'WorkItemInvalidTreeNameException',
        `TF401347: Invalid tree name given for work item ${draft.id}, field '${written}'.`,
      )
    fields.set(path, node.path)
    fields.set(id, node.id)
  }
}

function find(root: ClassificationNode, value: unknown): ClassificationNode | undefined {
  if (typeof value === 'number') return flatten(root).find(({ id }) => id === value)
  return typeof value === 'string' ? nodeAt(root, value) : undefined
}
