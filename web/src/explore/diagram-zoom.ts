/** How much a diagram of some width is scaled to fit into a room, px: never so small that names cannot be read, nor much enlarged. */
export function fittingZoom(width: number, room: number): number {
  return width === 0 ? 1 : Math.min(mostFitting, Math.max(leastFitting, Math.floor(room) / width))
}

/** A step larger or smaller, by a quarter. */
export function zoomBy(zoom: number, direction: 1 | -1): number {
  return Math.min(most, Math.max(least, zoom * 1.25 ** direction))
}

const leastFitting = 0.7
const mostFitting = 1.25
const least = 0.3
const most = 3
