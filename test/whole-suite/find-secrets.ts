import type { KnownSecret, SecretKind, WrittenText } from './suite-folder.js'

/** A text that shows a secret; says which one by its kind only. */
export interface Finding {
  readonly test: string
  readonly where: string
  readonly kind: SecretKind
}

/** What begins with the same so many characters is compared further. Shorter secrets cannot be told from other words. */
const head = 8

/** Secrets by their looks, whoever made them. */
const shapes: readonly (readonly [SecretKind, RegExp])[] = [
  ['token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*/],
  ['token', /\bBearer (?!\*)[\w.~+/-]{24,}/],
  ['connection secret', /\bBasic (?!\*)[A-Za-z0-9+/]{24,}/],
  ['connection secret', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
]

/** Every text that shows a secret it is not meant to show, as it is or encoded. */
export function findSecrets(secrets: readonly KnownSecret[], texts: readonly WrittenText[]): Finding[] {
  const needles = needlesOf(secrets)
  return texts.flatMap(({ test, where, text, mayShow }) => {
    const kinds = new Set<SecretKind>()
    for (const kindsOfNeedle of needlesIn(text, needles))
      if (!kindsOfNeedle.some((kind) => mayShow.includes(kind))) kinds.add(kindsOfNeedle[0]!)
    for (const [kind, shape] of shapes) if (!mayShow.includes(kind) && shape.test(text)) kinds.add(kind)
    return [...kinds].map((kind) => ({ test, where, kind }))
  })
}

interface Needle {
  readonly text: string
  readonly kinds: SecretKind[]
}

/** What is looked for, by its head; `hashes` is 1 at the places of the heads' hashes. */
interface Needles {
  readonly byHead: ReadonlyMap<string, readonly Needle[]>
  readonly hashes: Uint8Array
}

function needlesOf(secrets: readonly KnownSecret[]): Needles {
  const byText = new Map<string, Needle>()
  for (const { kind, value } of secrets)
    for (const text of formsOf(value)) {
      const needle = byText.get(text) ?? { text, kinds: [] }
      byText.set(text, needle)
      if (!needle.kinds.includes(kind)) needle.kinds.push(kind)
    }
  const byHead = new Map<string, Needle[]>()
  for (const needle of byText.values()) {
    const start = needle.text.slice(0, head)
    byHead.set(start, [...(byHead.get(start) ?? []), needle])
  }
  const hashes = new Uint8Array(1 << hashBits)
  for (const start of byHead.keys()) hashes[placeOf(hashOf(start))] = 1
  return { byHead, hashes }
}

/** How many bits of a hash of a head are looked at. */
const hashBits = 20

/** Every needle that `text` holds. Nearly every place of a text is passed over by a rolling hash (Rabin and Karp). */
function needlesIn(text: string, { byHead, hashes }: Needles): SecretKind[][] {
  const found = new Set<Needle>()
  let hash = 0
  for (let end = 0; end < text.length; end++) {
    hash = (Math.imul(hash, base) + text.charCodeAt(end)) | 0
    if (end >= head) hash = (hash - Math.imul(text.charCodeAt(end - head), weightOfPast)) | 0
    const at = end - head + 1
    if (at < 0 || hashes[placeOf(hash)] === 0) continue
    for (const needle of byHead.get(text.slice(at, at + head)) ?? [])
      if (text.startsWith(needle.text, at)) found.add(needle)
  }
  return [...found].map(({ kinds }) => kinds)
}

const base = 0x01000193
const weightOfPast = Array.from({ length: head }).reduce<number>((weight) => Math.imul(weight, base), 1)
const placeOf = (hash: number): number => Math.imul(hash, 0x9e3779b1) >>> (32 - hashBits)

function hashOf(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, base) + text.charCodeAt(at)) | 0
  return hash
}

/** A secret as it is, in a URL, in JSON, and inside anything in base64 or base64url, wherever it begins in there. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const inBase64 = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
    // What also depends on the characters before and after the secret is left out.
    const end = Math.floor(((before + bytes.length) * 8) / 6)
    const start = Math.ceil((before * 8) / 6)
    return [whole.toString('base64'), whole.toString('base64url')].map((text) => text.slice(start, end))
  })
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...inBase64]
  return secret.length < head ? [] : [...new Set(forms)].filter((form) => form.length >= head)
}
