/** Places, in order, that are written along an axis: the first, and then each that is so far from the one before. */
export function spacedPlaces(places: readonly number[], apart: number): number[] {
  const written: number[] = []
  for (const place of places.toSorted((a, b) => a - b))
    if (written.length === 0 || place - written.at(-1)! >= apart) written.push(place)
  return written
}
