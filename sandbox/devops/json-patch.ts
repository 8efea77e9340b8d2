import { badArgument } from './devops-error.js'
import type { DevOpsRequest } from './devops-request.js'
import { jsonList } from './json-body.js'

/** One change of a JSON Patch document (RFC 6902). */
export interface PatchOperation<Op extends string = string> {
  op: Op
  /** Parts of the path, unescaped; none for the whole. */
  path: string[]
  value: unknown
}

/** The changes in the body, of the kinds an endpoint takes; anything else is a 400. */
export function patchOperations<Op extends string>(
  request: DevOpsRequest,
  kinds: readonly Op[],
): PatchOperation<Op>[] {
  return jsonList(request).map((entry) => {
    const { op, path, value } = (entry ?? {}) as Record<string, unknown>
    const kind = kinds.find((one) => one === String(op).toLowerCase())
    if (!kind) throw badArgument(`The operation "${String(op)}" is none of ${kinds.join(', ')}.`)
    if (typeof path !== 'string') throw badArgument('A patch operation has no path.')
    const parts = path
      .split('/')
      .filter((part) => part !== '')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    return { op: kind, path: parts, value }
  })
}
