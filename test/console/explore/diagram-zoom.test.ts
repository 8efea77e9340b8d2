import { describe, expect, it } from 'vitest'
import { fittingZoom, zoomBy } from '../../../web/src/explore/diagram-zoom.js'

describe('the size of a diagram', () => {
  it('fits its room, but stays readable and is not blown up', () => {
    expect(Math.floor(800 * fittingZoom(800, 740.6))).toBe(740)
    expect(fittingZoom(800, 100)).toBe(0.7)
    expect(fittingZoom(100, 2000)).toBe(1.25)
    expect(fittingZoom(0, 500)).toBe(1)
  })

  it('changes in steps that lead back, between two ends', () => {
    expect(zoomBy(zoomBy(1, 1), -1)).toBeCloseTo(1)
    let [large, small] = [1, 1]
    for (let step = 0; step < 20; step++) [large, small] = [zoomBy(large, 1), zoomBy(small, -1)]
    expect([large, small]).toEqual([3, 0.3])
  })
})
