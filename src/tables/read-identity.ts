import { readUuid } from './read-value.js'

/**
 * Identities come as an object, as `Name <unique name>`, as a bare name, or not at all (facts 5.3, 9).
 * An empty text counts as absent.
 */
interface Identity {
  readonly displayName?: unknown
  readonly uniqueName?: unknown
  readonly id?: unknown
}

const absent: Identity = {}

function readIdentity(value: unknown): Identity {
  if (typeof value === 'string') return fromText(value)
  return typeof value === 'object' && value !== null ? value : absent
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function fromText(text: string): Identity {
  if (text === '') return absent
  const both = /^([^<>]*?)\s*<([^<>]+)>$/.exec(text)
  if (!both) return { displayName: text }
  return { displayName: both[1], uniqueName: both[2] }
}

/** The display name; an identity without one goes by its unique name, or by its id. Null exactly when there is none. */
export function readDisplayName(value: unknown): string | null {
  const { displayName, uniqueName, id } = readIdentity(value)
  return textOf(displayName) ?? textOf(uniqueName) ?? readUuid(id)
}

/** The unique name (mostly a mail address); null when the identity has none, as service accounts may. */
export function readUniqueName(value: unknown): string | null {
  return textOf(readIdentity(value).uniqueName)
}

/** The identity's GUID; null where the payload holds text only. */
export function readIdentityId(value: unknown): string | null {
  return readUuid(readIdentity(value).id)
}

/** An identity object as `Name <unique name>`, the form it has in older versions; null for what is no such object. */
export function readIdentityText(value: unknown): string | null {
  if (typeof value !== 'object') return null
  const identity = readIdentity(value)
  const [displayName, uniqueName] = [textOf(identity.displayName), textOf(identity.uniqueName)]
  return displayName !== null && uniqueName !== null
    ? `${displayName} <${uniqueName}>`
    : (displayName ?? uniqueName)
}
