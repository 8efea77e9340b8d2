import type { ThrottlePoint } from '../../../src/console/api-schema.js'

/** A line in a box of 0 to `width` and 0 to `height`, upwards being more. */
export interface Sparkline {
  readonly line: string
  /** The same with the area below it. */
  readonly area: string
}

/** How much of the budget was left over time; undefined while the service has told nothing. */
export function sparkline(
  points: readonly ThrottlePoint[],
  { width, height }: { readonly width: number; readonly height: number },
): Sparkline | undefined {
  const told = points.filter(
    (point): point is ThrottlePoint & { remaining: number; limit: number } =>
      point.remaining !== undefined && point.limit !== undefined && point.limit > 0,
  )
  const first = told[0]
  if (first === undefined) return undefined
  const from = Date.parse(first.at)
  const span = Math.max(1, Date.parse(told.at(-1)!.at) - from)
  const places = told.map(({ at, remaining, limit }) => {
    const x = told.length === 1 ? width : ((Date.parse(at) - from) / span) * width
    const y = height - Math.max(0, Math.min(1, remaining / limit)) * height
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  })
  const start = told.length === 1 ? [`0 ${places[0]!.split(' ')[1]}`] : []
  const line = `M${[...start, ...places].join('L')}`
  return { line, area: `${line}L${width} ${height}L0 ${height}Z` }
}
