import { readUuid } from './read-value.js'

/**
 * Identities come as an object, as `Name <unique name>`, as a bare name, or not at all (facts 5.3, 9).
 * An empty text counts as absent.
 */
interface Identity {
  readonly displayName: string | null
  readonly uniqueName: string | null
  readonly id: string | null
}

const absent: Identity = { displayName: null, uniqueName: null, id: null }

function readIdentity(value: unknown): Identity {
  if (typeof value === 'string') return fromText(value)
  if (typeof value !== 'object' || value === null) return absent
  const part = (key: string) => {
    const found = (value as Record<string, unknown>)[key]
    return typeof found === 'string' && found !== '' ? found : null
  }
  return { displayName: part('displayName'), uniqueName: part('uniqueName'), id: readUuid(part('id')) }
}

function fromText(text: string): Identity {
  if (text === '') return absent
  const both = /^([^<>]*?)\s*<([^<>]+)>$/.exec(text)
  if (!both) return { ...absent, displayName: text }
  return { displayName: both[1] || null, uniqueName: both[2]!, id: null }
}

/** The display name; an identity without one goes by its unique name, or by its id. Null exactly when there is none. */
export function readDisplayName(value: unknown): string | null {
  const identity = readIdentity(value)
  return identity.displayName ?? identity.uniqueName ?? identity.id
}

/** The unique name (mostly a mail address); null when the identity has none, as service accounts may. */
export function readUniqueName(value: unknown): string | null {
  return readIdentity(value).uniqueName
}

/** The identity's GUID; null where the payload holds text only. */
export function readIdentityId(value: unknown): string | null {
  return readIdentity(value).id
}

/** An identity object as `Name <unique name>`, the form it has in older versions; null for what is no such object. */
export function readIdentityText(value: unknown): string | null {
  if (typeof value !== 'object') return null
  const { displayName, uniqueName } = readIdentity(value)
  return displayName !== null && uniqueName !== null
    ? `${displayName} <${uniqueName}>`
    : (displayName ?? uniqueName)
}
