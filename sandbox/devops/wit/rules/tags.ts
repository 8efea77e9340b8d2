import { trackingError } from '../../devops-error.js'

/** Most tags of an item (facts 4), and the longest of one (docs, "Work tracking, process, and project limits"). */
const maxTags = 100
const maxLength = 400

/**
 * The text of System.Tags as the service keeps it, from what is written: tags between semicolons or commas, each but
 * once whatever its case, in alphabetic order. Undefined for none.
 */
export function tagText(written: string): string | undefined {
  const tags = new Map<string, string>()
  for (const part of written.split(/[;,]/)) {
    const tag = part.trim()
    if (tag !== '' && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag)
  }
  // Codes and keys of both refusals are unconfirmed.
  if (tags.size > maxTags)
    throw trackingError(
      400,
      'WorkItemTagLimitExceededException',
      `A work item can have ${maxTags} tags, not ${tags.size}.`,
    )
  for (const tag of tags.values())
    if (tag.length > maxLength)
      throw trackingError(400, 'InvalidTagNameException', `A tag can have ${maxLength} characters: ${tag}`)
  const sorted = [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tag]) => tag)
  return sorted.length === 0 ? undefined : sorted.join('; ')
}
