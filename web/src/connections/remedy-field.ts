import type { Field } from '../../../src/console/api-schema.js'

/**
 * The setting that an error is about: the first that its message names, else the first that its hint does. Messages name
 * settings by their labels or keys; what stands in parentheses or quotation marks are values and titles of steps.
 */
export function remedyField(
  fields: readonly Field[],
  { message, hint = '' }: { readonly message: string; readonly hint?: string },
): Field | undefined {
  return firstNamed(fields, message) ?? firstNamed(fields, hint)
}

function firstNamed(fields: readonly Field[], text: string): Field | undefined {
  const words = text.replace(/\([^()]*\)|"[^"]*"/g, '')
  const found = fields
    .map((field) => ({ field, at: placeOf(field, words) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at || b.field.label.length - a.field.label.length)
  return found[0]?.field
}

/** Labels end in what messages leave out: `Organization name or Id`, `Default Project Name`. */
function placeOf({ key, label }: Field, words: string): number {
  const short = label.replace(/ \(.*\)$| name( or id)?$/i, '')
  return words.search(new RegExp(`\\b(?:${short}|${key})\\b`))
}
