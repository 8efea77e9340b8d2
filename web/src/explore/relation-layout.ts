import { Graph, layout } from '@dagrejs/dagre'
import type { Relation } from './relations.js'

/** A table's box, by its middle. */
export interface Box {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where everything of a diagram stands. */
export interface Diagram {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  /** `path` is the line's SVG path. */
  readonly lines: readonly { readonly relation: Relation; readonly path: string }[]
}

interface Point {
  readonly x: number
  readonly y: number
}

const height = 30
const margin = 8
const character = 7.6

/** Places the tables of some relations in layers, those that are referred to on the right. All of dagre is loaded with this file. */
export function layoutRelations(relations: readonly Relation[], alone: readonly string[] = []): Diagram {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 48 })
  graph.setDefaultEdgeLabel(() => ({}))
  const names = new Set([...relations.flatMap(({ from, to }) => [from, to]), ...alone])
  for (const name of [...names].toSorted())
    graph.setNode(name, { width: Math.ceil(name.length * character) + 24, height })
  for (const [at, { from, to }] of relations.entries()) graph.setEdge(from, to, {}, String(at))
  layout(graph)
  const placed: readonly Box[] = graph.nodes().map((name: string): Box => {
    const { x, y, width, height: tall } = graph.node(name) as Omit<Box, 'name'>
    return { name, x, y, width, height: tall }
  })
  const ways = relations.map(({ from, to }, at) => {
    const edge = graph.edge({ v: from, w: to, name: String(at) }) as { points: readonly Point[] }
    return edge.points
  })
  // Lines go round boxes, also outside of all of them: the edge of the diagram is found last.
  const corners = placed.flatMap(({ x, y, width, height: tall }) => [
    { x: x - width / 2, y: y - tall / 2 },
    { x: x + width / 2, y: y + tall / 2 },
  ])
  const all = [...corners, ...ways.flat()]
  const ends = (of: (point: Point) => number) => [Math.min(...all.map(of)), Math.max(...all.map(of))] as const
  const [left, right] = all.length > 0 ? ends(({ x }) => x) : [0, 0]
  const [top, bottom] = all.length > 0 ? ends(({ y }) => y) : [0, 0]
  const moved = ({ x, y }: Point): Point => ({ x: x - left + margin, y: y - top + margin })
  return {
    width: Math.ceil(right - left + 2 * margin),
    height: Math.ceil(bottom - top + 2 * margin),
    boxes: placed.map((box) => ({ ...box, ...moved(box) })),
    lines: relations.map((relation, at) => ({ relation, path: pathThrough((ways[at] ?? []).map(moved)) })),
  }
}

/** A soft line through points: straight to the first middle, then curves from middle to middle. */
function pathThrough(points: readonly Point[]): string {
  const at = (index: number) => points[index]!
  const text = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`
  const parts = [`M${text(at(0).x, at(0).y)}`]
  for (let index = 1; index < points.length - 1; index++) {
    const { x, y } = at(index)
    const next = at(index + 1)
    const isLast = index === points.length - 2
    const end = isLast ? next : { x: (x + next.x) / 2, y: (y + next.y) / 2 }
    parts.push(`Q${text(x, y)} ${text(end.x, end.y)}`)
  }
  if (points.length === 2) parts.push(`L${text(at(1).x, at(1).y)}`)
  return parts.join('')
}
