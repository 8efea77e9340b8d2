import { badArgument } from '../devops-error.js'

const operationNames = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const
export type OperationName = (typeof operationNames)[number]

/** What a path of a patch leads to (facts 5.6). */
export type PatchPlace =
  | { kind: 'field'; name: string }
  | { kind: 'format'; name: string }
  | { kind: 'relation'; at: number | 'end' }
  | { kind: 'relationAttribute'; at: number; name: string }
  | { kind: 'rev' }
  | { kind: 'id' }

export interface PatchOperation {
  op: OperationName
  /** As sent. */
  path: string
  place: PatchPlace
  value: unknown
  /** Of move and copy. */
  from?: PatchPlace
}

/**
 * Reads a JSON Patch (RFC 6902) on a work item. Members in any case and operations by number are taken as well, as the
 * client libraries of Microsoft send them. Throws a 400 for what is none.
 */
export function readPatchDocument(body: unknown): PatchOperation[] {
  if (!Array.isArray(body)) throw noDocument()
  return body.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) throw noDocument()
    const members = new Map(
      Object.entries(entry).map(([key, value]) => [key.toLowerCase(), value as unknown]),
    )
    const op = readOperation(members.get('op'))
    const path = members.get('path')
    const from = members.get('from')
    if (typeof path !== 'string' || path === '') throw noDocument()
    const copies = op === 'move' || op === 'copy'
    if (copies && typeof from !== 'string') throw badArgument(`The operation ${op} needs from.`)
    return {
      op,
      path,
      place: readPlace(path),
      value: members.get('value'),
      ...(copies ? { from: readPlace(from as string) } : {}),
    }
  })
}

/** In the service's words (field); status and key are those of any unreadable body of the kind. */
function noDocument(): Error {
  return badArgument('You must pass a valid patch document in the body of the request.')
}

function readOperation(value: unknown): OperationName {
  const name =
    typeof value === 'number'
      ? operationNames[value]
      : operationNames.find((known) => known === String(value).toLowerCase())
  if (!name) throw noDocument()
  return name
}

function readPlace(path: string): PatchPlace {
  const [root, first, ...parts] = path.split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
  const [second, third] = parts
  const kind = root === '' ? first?.toLowerCase() : undefined
  if (kind === 'rev' && second === undefined) return { kind }
  if (kind === 'id' && second === undefined) return { kind }
  // A slash within a field's name need not be escaped.
  const rest = parts.join('/')
  if (kind === 'fields' && rest !== '') return { kind: 'field', name: rest }
  if (kind === 'multilinefieldsformat' && rest !== '') return { kind: 'format', name: rest }
  if (kind === 'relations' && parts.length === 1) {
    if (second === '-') return { kind: 'relation', at: 'end' }
    if (second !== undefined && /^\d{1,5}$/.test(second)) return { kind: 'relation', at: Number(second) }
  }
  if (kind === 'relations' && parts.length === 3 && /^\d{1,5}$/.test(second as string)) {
    if (third?.toLowerCase() === 'attributes')
      return { kind: 'relationAttribute', at: Number(second), name: parts[2] as string }
  }
  throw badArgument(`The path ${path} of the patch document leads to nothing that can be changed.`)
}
