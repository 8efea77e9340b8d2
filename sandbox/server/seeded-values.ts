import { createHash } from 'node:crypto'

/** 32 bytes that depend on nothing but the seed and the name. */
function seededBytes(seed: number, name: string): Buffer {
  return createHash('sha256').update(`azdo-sandbox:${seed}:${name}`).digest()
}

/** A GUID (version 4 in form) that depends on nothing but the seed and the name. */
export function seededGuid(seed: number, name: string): string {
  const bytes = seededBytes(seed, name).subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** `length` letters and digits that depend on nothing but the seed and the name. */
export function seededText(seed: number, name: string, length: number): string {
  let text = ''
  for (let block = 0; text.length < length; block++) {
    for (const byte of seededBytes(seed, `${name}:${block}`)) text += LETTERS_AND_DIGITS[byte % 62]!
  }
  return text.slice(0, length)
}
