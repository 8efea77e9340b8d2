import {
  addNode,
  createNodeIds,
  flatten,
  moveNode,
  removeNode,
  renameNode,
  type ClassificationNode,
} from '../../data/classification-nodes.js'
import { trackingError } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/** What a body says of a node. Null dates clear them. */
export interface NodeInput {
  id?: number
  name?: string
  /** Milliseconds since 1970. */
  startDate?: number | null
  finishDate?: number | null
}

/** Longest name (unconfirmed). */
const maxName = 255

/** Reads a body; what a node's answer holds besides is ignored, as by the service. Refuses what is of a wrong type. */
export function readNodeInput(body: Record<string, unknown>): NodeInput {
  const lowered = lowerKeys(body)
  const id = lowered.get('id')
  const name = lowered.get('name')
  const attributes = lowered.get('attributes') ?? {}
  if (id !== undefined && id !== null && !Number.isInteger(id)) throw invalid('id is not a whole number.')
  if (name !== undefined && name !== null && typeof name !== 'string') throw invalid('name is not a text.')
  if (typeof attributes !== 'object' || Array.isArray(attributes))
    throw invalid('attributes is not an object.')
  const dates = lowerKeys(attributes as Record<string, unknown>)
  const startDate = readDate(dates.get('startdate'))
  const finishDate = readDate(dates.get('finishdate'))
  return {
    ...(id ? { id: id as number } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(startDate === undefined ? {} : { startDate }),
    ...(finishDate === undefined ? {} : { finishDate }),
  }
}

function lowerKeys(object: Record<string, unknown>): Map<string, unknown> {
  return new Map(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]))
}

/** Days are kept; a time of day is cut off, as an iteration has none. */
function readDate(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === '') return value === undefined ? undefined : null
  const time = typeof value === 'string' ? Date.parse(value) : NaN
  if (Number.isNaN(time)) throw invalid(`${JSON.stringify(value)} is not a date.`)
  return Math.floor(time / 86_400_000) * 86_400_000
}

/** Makes a node under another. 409 when its name is taken, 400 for a name or dates that cannot be. */
export function createNode(
  call: EndpointCall,
  parent: ClassificationNode,
  input: NodeInput,
): ClassificationNode {
  const { name = '' } = input
  checkName(parent, name)
  const dates = readDates(parent, input)
  const { organization } = call
  const node = addNode(organization.seed, organization.part(createNodeIds)(), parent, name)
  Object.assign(node, dates)
  return node
}

/** Renames a node and sets its dates, as far as the input says. */
export function updateNode(call: EndpointCall, node: ClassificationNode, input: NodeInput): void {
  const { name } = input
  const dates = readDates(node, input)
  if (name !== undefined && name !== node.name) {
    if (!node.parent) throw invalid('The root is named as its project; rename that.')
    checkName(node.parent, name, node)
    renameNode(node, name)
    call.organization.items.namesChanged()
  }
  Object.assign(node, dates)
}

/** Puts a node under another of the same tree. */
export function reparentNode(call: EndpointCall, node: ClassificationNode, parent: ClassificationNode): void {
  if (node.structure !== parent.structure) throw invalid('A node cannot become one of the other structure.')
  if (!node.parent || flatten(node).includes(parent))
    throw invalid(`The node ${node.path} cannot be moved beneath itself.`)
  checkName(parent, node.name, node)
  moveNode(node, parent)
  call.organization.items.namesChanged()
}

/**
 * Deletes a node with all beneath it. Work items there (also those in the recycle bin) move to the other node, each
 * with a new revision; without one they keep the node from being deleted (unconfirmed).
 */
export function deleteNode(
  call: EndpointCall,
  node: ClassificationNode,
  reclassifyTo: ClassificationNode | undefined,
): void {
  if (!node.parent) throw invalid('The root of a project cannot be deleted.')
  const going = new Set(flatten(node).map(({ id }) => id))
  if (reclassifyTo && (going.has(reclassifyTo.id) || reclassifyTo.structure !== node.structure))
    throw invalid('The node to move work items to is among those to delete, or of the other structure.')
  const { items } = call.organization
  const [idField, pathField] =
    node.structure === 'area'
      ? ['System.AreaId', 'System.AreaPath']
      : ['System.IterationId', 'System.IterationPath']
  const affected: number[] = []
  for (let index = 0; index < items.count; index++) {
    if (items.presence(index) === 'destroyed') continue
    if (going.has(items.value(index, idField) as number)) affected.push(index)
  }
  if (affected.length > 0 && !reclassifyTo)
    throw invalid(`${affected.length} work items are in ${node.path}; $reclassifyId must say where they go.`)
  for (const index of affected) {
    const { id, path } = reclassifyTo as ClassificationNode
    const fields = new Map<string, string | number>([
      [idField, id],
      [pathField, path],
    ])
    items.update(index, { fields, addLinks: [], removeLinks: [] }, call.caller, call.now)
  }
  removeNode(node)
  items.namesChanged()
}

/** The dates as they will be: both or none (unconfirmed), the finish not before the start. */
function readDates(near: ClassificationNode, input: NodeInput): Partial<ClassificationNode> {
  const { startDate, finishDate } = input
  if (startDate === undefined && finishDate === undefined) return {}
  if (near.structure === 'area') throw invalid('Areas have no dates.')
  if (startDate === null && finishDate === null) return { startDate: undefined, finishDate: undefined }
  const start = startDate === undefined ? near.startDate : startDate
  const finish = finishDate === undefined ? near.finishDate : finishDate
  if (start === undefined || start === null || finish === undefined || finish === null)
    throw invalid('An iteration has both a start and a finish date, or neither.')
  if (finish < start) throw invalid('The finish date of an iteration is before its start date.')
  return { startDate: start, finishDate: finish }
}

/** Characters that names of areas and iterations may not hold (the exact list is unconfirmed). */
const forbidden = /[\\/$?*":<>#%+|\p{Cc}]/u

function checkName(parent: ClassificationNode, name: string, self?: ClassificationNode): void {
  if (name.trim() === '' || name.length > maxName || forbidden.test(name) || name === '.' || name === '..')
    throw invalid(`The name "${name}" is empty, too long, or holds characters that are not allowed.`)
  const taken = parent.children.find((child) => child.name.toLowerCase() === name.toLowerCase())
  if (!taken || taken === self) return
  // Code and type key as scripts that make nodes catch them; words unconfirmed.
  throw trackingError(
    409,
    'ClassificationNodeDuplicateNameException',
    `VS402371: Classification node name ${name} is already in use by a different child of parent classification node ${parent.identifier}. Choose a different name and try again.`,
  )
}

/** Type key and words are the sandbox's own (unconfirmed). */
function invalid(message: string): Error {
  return trackingError(400, 'ClassificationNodeInvalidException', message)
}
