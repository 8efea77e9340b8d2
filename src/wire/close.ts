import { createByteReader } from './byte-reader.js'
import { cstring, message } from './message.js'

/** A Close message: forgets a prepared statement or a portal. */
export interface CloseMessage {
  readonly kind: 'statement' | 'portal'
  readonly name: string
}

/** Errors: PROTOCOL_VIOLATION. */
export function readClose(bytes: Buffer): CloseMessage {
  const fields = createByteReader(bytes, 5)
  const kind = fields.bytes(1).toString('latin1') === 'S' ? 'statement' : 'portal'
  return { kind, name: fields.cstring().toString('latin1') }
}

/** A Close message for a prepared statement; there need be none of the name. */
export function writeCloseStatement(name: string): Buffer {
  return message('C', Buffer.from('S'), cstring(name))
}
