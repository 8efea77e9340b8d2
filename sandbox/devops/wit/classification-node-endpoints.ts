import { flatten, type ClassificationNode, type ProjectNodes } from '../../data/classification-nodes.js'
import { badArgument, trackingError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import { nodeAnswer } from './classification-node-answer.js'
import {
  createNode,
  deleteNode,
  readNodeInput,
  reparentNode,
  updateNode,
} from './classification-node-write.js'

const resource = 'classificationNodes'
const several: Location = { area: 'wit', resource, id: 'a70579d1-f53a-48ee-a5be-7be8659023b9' }
const one: Location = { area: 'wit', resource, id: '5a172953-1b41-49d3-840a-33f79c3ce89f' }
const patterns = [
  'wit/classificationNodes/{structureGroup}',
  'wit/classificationNodes/{structureGroup}/{*path}',
] as const
const place = { scope: ['project'], versions: released(2) } as const

/** `{project}/_apis/wit/classificationnodes[/areas|/iterations[/path]]`: reading by depth or ids, making, changing, deleting. */
export const classificationNodeRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'wit/classificationNodes', ...place, location: several, answer: readSeveral },
  ...patterns.flatMap((pattern): Route[] => [
    { method: 'GET', pattern, ...place, location: one, answer: readOne },
    { method: 'POST', pattern, ...place, location: one, body: 'application/json', answer: createOrMove },
    { method: 'PATCH', pattern, ...place, location: one, body: 'application/json', answer: change },
    { method: 'DELETE', pattern, ...place, location: one, answer: remove },
  ]),
]

function readOne(call: EndpointCall) {
  const node = nodeByPath(call)
  return { status: 200, body: nodeAnswer(call, node, wholeNumber(call, '$depth', 0, 0), true) }
}

/** A body with the id of a node moves that one beneath the node of the address (example of the REST specification). */
function createOrMove(call: EndpointCall) {
  const parent = nodeByPath(call)
  const input = readNodeInput(jsonBody(call.request))
  if (input.id === undefined)
    return { status: 201, body: nodeAnswer(call, createNode(call, parent, input), 0, true) }
  const node = nodeById(call, input.id)
  if (!node) throw nodeNotFound(String(input.id))
  reparentNode(call, node, parent)
  return { status: 200, body: nodeAnswer(call, node, 0, true) }
}

function change(call: EndpointCall) {
  const node = nodeByPath(call)
  updateNode(call, node, readNodeInput(jsonBody(call.request)))
  return { status: 200, body: nodeAnswer(call, node, 0, true) }
}

/** 204 is unconfirmed: the REST specification says 200 without a body. */
function remove(call: EndpointCall) {
  const node = nodeByPath(call)
  const id = wholeNumber(call, '$reclassifyId', 1)
  const target = id === undefined ? undefined : nodeById(call, id)
  if (id !== undefined && !target) throw nodeNotFound(String(id))
  deleteNode(call, node, target)
  return { status: 204 }
}

function nodesOf(call: EndpointCall): ProjectNodes {
  return call.organization.nodes[call.project?.index as number] as ProjectNodes
}

function nodeById(call: EndpointCall, id: number): ClassificationNode | undefined {
  const { areas, iterations } = nodesOf(call)
  return [...flatten(areas), ...flatten(iterations)].find((node) => node.id === id)
}

function readSeveral(call: EndpointCall) {
  const { areas, iterations } = nodesOf(call)
  const depth = wholeNumber(call, '$depth', 0, 0)
  const ids = call.query('ids')
  if (ids === undefined) return list([areas, iterations].map((node) => nodeAnswer(call, node, depth, false)))
  const omit = omitsErrors(call)
  const byId = new Map([...flatten(areas), ...flatten(iterations)].map((node) => [node.id, node]))
  const found = ids.split(',').map((text) => {
    if (!/^\s*\d+\s*$/.test(text))
      throw badArgument(`The value "${text}" of the query parameter ids is not a number.`)
    const node = byId.get(Number(text))
    if (!node && !omit) throw nodeNotFound(text.trim())
    return node ? nodeAnswer(call, node, depth, false) : null
  })
  return list(found)
}

/** Microsoft's client sends the number of the enumeration, 1 for fail and 2 for omit. */
function omitsErrors(call: EndpointCall): boolean {
  const text = (call.query('errorPolicy') ?? '').toLowerCase()
  if (['', 'fail', '1'].includes(text)) return false
  if (['omit', '2'].includes(text)) return true
  throw badArgument(`The value "${text}" of the query parameter errorPolicy is none of fail, omit.`)
}

/** Microsoft's client sends 1 for the group of iterations, and the whole path as one part. */
function nodeByPath(call: EndpointCall): ClassificationNode {
  const group = call.path.structureGroup as string
  const { areas, iterations } = nodesOf(call)
  const roots: Record<string, ClassificationNode> = { areas, 0: areas, iterations, 1: iterations }
  let node = roots[group.toLowerCase()]
  if (!node) throw badArgument(`The structure group "${group}" is neither areas nor iterations.`)
  const names = (call.path.path ?? '').split(/[/\\]/).filter((name) => name !== '')
  for (const name of names) {
    node = node.children.find((child) => child.name.toLowerCase() === name.toLowerCase())
    if (!node) throw nodeNotFound(names.join('\\'))
  }
  return node
}

/** VS402485 and its type key as reported for unknown names (field). */
function nodeNotFound(name: string): Error {
  return trackingError(
    404,
    'WorkItemTrackingTreeNodeNotFoundException',
    `VS402485: The Area/Iteration name is not recognized: ${name}.`,
  )
}
