import { mix } from '../random.js'

/** A number to draw by for what is known by its GUID alone. */
export function guidKey(id: string): number {
  return mix(...[...id].map((letter) => letter.charCodeAt(0)))
}
