import { isAscii, isUtf8, transcode } from 'node:buffer'

/** UTF-8 as text, like Buffer's own toString, which takes twice as long for what is not all ASCII. */
export function utf8Text(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (isAscii(buffer)) return buffer.toString('latin1')
  if (isUtf8(buffer)) return transcode(buffer, 'utf8', 'utf16le').toString('utf16le')
  return buffer.toString('utf8')
}
