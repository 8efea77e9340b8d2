import type { WorkItemClassificationNode } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { ClassificationNode } from '../../data/classification-nodes.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

/** A node with its children down to `depth` levels; `_links` only where a single node is answered. */
export function nodeAnswer(
  call: EndpointCall,
  node: ClassificationNode,
  depth: number,
  links: boolean,
): Wire<WorkItemClassificationNode> {
  const url = nodeUrl(call, node)
  const { startDate, finishDate } = node
  return {
    id: node.id,
    identifier: node.identifier,
    name: node.name,
    structureType: node.structure,
    hasChildren: node.children.length > 0,
    ...(depth > 0 && node.children.length > 0
      ? { children: node.children.map((child) => nodeAnswer(call, child, depth - 1, false)) }
      : {}),
    ...(startDate !== undefined && finishDate !== undefined
      ? { attributes: { startDate: serviceDate(startDate), finishDate: serviceDate(finishDate) } }
      : {}),
    path: publishedPath(node),
    ...(links
      ? {
          _links: {
            self: { href: url },
            ...(node.parent ? { parent: { href: nodeUrl(call, node.parent) } } : {}),
          },
        }
      : {}),
    url,
  }
}

/** The path of a node names the structure after the project (facts 5.5), unlike System.AreaPath. */
function publishedPath(node: ClassificationNode): string {
  const [project, ...rest] = node.path.split('\\')
  return ['', project, node.structure === 'area' ? 'Area' : 'Iteration', ...rest].join('\\')
}

function nodeUrl(call: EndpointCall, node: ClassificationNode): string {
  const names = node.path.split('\\').slice(1).map(encodeURIComponent)
  const group = node.structure === 'area' ? 'Areas' : 'Iterations'
  return [`${call.base}/${call.project?.id}/_apis/wit/classificationNodes/${group}`, ...names].join('/')
}
