import { expect, it } from 'vitest'
import { spacedPlaces } from '../../../web/src/query/axis-places.js'

it('writes the first place and those far enough from the one before', () => {
  expect(spacedPlaces([30, 0, 1, 9, 10, 11, 31], 10)).toEqual([0, 10, 30])
  expect(spacedPlaces([5, 5, 5], 0.1)).toEqual([5])
  expect(spacedPlaces([], 1)).toEqual([])
})
