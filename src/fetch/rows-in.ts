import type { RowsIn } from '../tables/table-definition.js'

/** A payload that makes one row, and the one it stands in, where it stands in one. */
export interface RowPayload {
  readonly payload: unknown
  readonly around?: unknown
}

/** The rows of one element of an answer: itself, the tree below it, or what one of its members holds. */
export function* rowsIn(
  element: unknown,
  { children, each }: RowsIn = {},
): Generator<RowPayload, void, undefined> {
  if (each !== undefined) {
    for (const payload of listAt(element, each)) yield { payload, around: element }
    return
  }
  yield { payload: element }
  if (children === undefined) return
  for (const child of listAt(element, children)) yield* rowsIn(child, { children })
}

function listAt(element: unknown, member: string): readonly unknown[] {
  const value = (element as Readonly<Record<string, unknown>> | null)?.[member]
  return Array.isArray(value) ? value : []
}
