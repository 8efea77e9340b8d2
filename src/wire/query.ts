import { createByteReader } from './byte-reader.js'
import { cstring, message } from './message.js'

/** The SQL text of a Query message, in the client's encoding. Errors: PROTOCOL_VIOLATION. */
export function readQuery(bytes: Buffer): Buffer {
  return createByteReader(bytes, 5).cstring()
}

/** A Query message. */
export function writeQuery(sql: string): Buffer {
  return message('Q', cstring(sql))
}
