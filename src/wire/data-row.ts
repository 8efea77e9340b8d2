import { createByteReader } from './byte-reader.js'
import { message } from './message.js'

/** The values of a DataRow, in the formats the client asked for; null is NULL. Errors: PROTOCOL_VIOLATION. */
export function readDataRow(bytes: Buffer): readonly (Buffer | null)[] {
  const fields = createByteReader(bytes, 5)
  return Array.from({ length: fields.int16() & 0xffff }, () => {
    const length = fields.int32()
    return length < 0 ? null : fields.bytes(length)
  })
}

/** A DataRow with one value. */
export function writeDataRow(value: Buffer): Buffer {
  const header = Buffer.alloc(6)
  header.writeInt16BE(1)
  header.writeInt32BE(value.length, 2)
  return message('D', header, value)
}

/** The tag of a CommandComplete: `SELECT 3`, `EXPLAIN`. Errors: PROTOCOL_VIOLATION. */
export function readCommandTag(bytes: Buffer): string {
  return createByteReader(bytes, 5).cstring().toString('latin1')
}
