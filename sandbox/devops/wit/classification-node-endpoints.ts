import { flatten, type ClassificationNode, type ProjectNodes } from '../../data/classification-nodes.js'
import { badArgument, trackingError } from '../devops-error.js'
import { wholeNumber, word } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'

/** `{project}/_apis/wit/classificationnodes[/areas|/iterations[/path]]` with $depth or ids. */
export const classificationNodeRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/classificationnodes',
    scope: ['project'],
    versions: released(2),
    answer: rootNodes,
  },
  {
    method: 'GET',
    pattern: 'wit/classificationnodes/{*path}',
    scope: ['project'],
    versions: released(2),
    answer: (call) => {
      const node = nodeByPath(call)
      return { status: 200, body: nodeAnswer(call, node, wholeNumber(call, '$depth', 0, 0), true) }
    },
  },
]

function nodesOf(call: EndpointCall): ProjectNodes {
  return call.organization.nodes[call.project?.index as number] as ProjectNodes
}

function rootNodes(call: EndpointCall) {
  const { areas, iterations } = nodesOf(call)
  const depth = wholeNumber(call, '$depth', 0, 0)
  const ids = call.query('ids')
  if (ids === undefined) return list([areas, iterations].map((node) => nodeAnswer(call, node, depth, false)))
  const omit = word(call, 'errorPolicy', ['fail', 'omit'], 'fail') === 'omit'
  const all = [...flatten(areas), ...flatten(iterations)]
  const found = ids.split(',').map((text) => {
    if (!/^\s*\d+\s*$/.test(text))
      throw badArgument(`The value "${text}" of the query parameter ids is not a number.`)
    const node = all.find(({ id }) => id === Number(text))
    if (!node && !omit) throw nodeNotFound(text.trim())
    return node ? nodeAnswer(call, node, depth, false) : null
  })
  return list(found)
}

function nodeByPath(call: EndpointCall): ClassificationNode {
  const [group = '', ...names] = (call.path.path as string).split('/')
  const { areas, iterations } = nodesOf(call)
  const roots: Record<string, ClassificationNode> = { areas, iterations }
  let node = roots[group.toLowerCase()]
  if (!node) throw badArgument(`The structure group "${group}" is neither areas nor iterations.`)
  for (const name of names.flatMap((part) => part.split('\\'))) {
    node = node.children.find((child) => child.name.toLowerCase() === name.toLowerCase())
    if (!node) throw nodeNotFound(names.join('\\'))
  }
  return node
}

/** VS402485 as reported for unknown names; its type key is unconfirmed. */
function nodeNotFound(name: string): Error {
  return trackingError(
    404,
    'ClassificationNodeNotFoundException',
    `VS402485: The Area/Iteration name is not recognized: ${name}.`,
  )
}

/** The path of a node names the structure after the project (facts 5.5), unlike System.AreaPath. */
function publishedPath(node: ClassificationNode): string {
  const [project, ...rest] = node.path.split('\\')
  return ['', project, node.structure === 'area' ? 'Area' : 'Iteration', ...rest].join('\\')
}

function nodeAnswer(call: EndpointCall, node: ClassificationNode, depth: number, links: boolean): unknown {
  const url = nodeUrl(call, node)
  const hasDates = node.startDate !== undefined && node.finishDate !== undefined
  return {
    id: node.id,
    identifier: node.identifier,
    name: node.name,
    structureType: node.structure,
    hasChildren: node.children.length > 0,
    ...(depth > 0 && node.children.length > 0
      ? { children: node.children.map((child) => nodeAnswer(call, child, depth - 1, false)) }
      : {}),
    ...(hasDates
      ? {
          attributes: {
            startDate: serviceDate(node.startDate as number),
            finishDate: serviceDate(node.finishDate as number),
          },
        }
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

function nodeUrl(call: EndpointCall, node: ClassificationNode): string {
  const names = node.path.split('\\').slice(1).map(encodeURIComponent)
  const group = node.structure === 'area' ? 'Areas' : 'Iterations'
  return [`${call.base}/${call.project?.id}/_apis/wit/classificationNodes/${group}`, ...names].join('/')
}
