import { createByteReader } from './byte-reader.js'
import { cstring, message } from './message.js'

/** A Parse message: prepares a statement under a name ('' is the unnamed one). */
export interface ParseMessage {
  readonly name: string
  /** In the client's encoding. */
  readonly sql: Buffer
  /** OIDs of the parameter types the client fixes; 0 leaves one to the server. */
  readonly types: readonly number[]
}

/** Errors: PROTOCOL_VIOLATION. */
export function readParse(bytes: Buffer): ParseMessage {
  const fields = createByteReader(bytes, 5)
  const name = fields.cstring().toString('latin1')
  const sql = fields.cstring()
  const types = Array.from({ length: fields.int16() & 0xffff }, () => fields.int32() >>> 0)
  return { name, sql, types }
}

/** A Parse message; `types` as in ParseMessage. */
export function writeParse(name: string, sql: string, types: readonly number[] = []): Buffer {
  const given = Buffer.alloc(2 + 4 * types.length)
  given.writeUInt16BE(types.length)
  types.forEach((type, i) => given.writeUInt32BE(type, 2 + 4 * i))
  return message('P', cstring(name), cstring(sql), given)
}
