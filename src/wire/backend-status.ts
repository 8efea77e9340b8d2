import { createByteReader } from './byte-reader.js'

/** Idle, in a transaction block, or in a failed one. */
export type TransactionStatus = 'I' | 'T' | 'E'

/** What ReadyForQuery says. Errors: PROTOCOL_VIOLATION. */
export function readReadyForQuery(bytes: Buffer): TransactionStatus {
  return createByteReader(bytes, 5).bytes(1).toString('latin1') as TransactionStatus
}

/** A run-time parameter the server reports. Errors: PROTOCOL_VIOLATION. */
export function readParameterStatus(bytes: Buffer): { readonly name: string; readonly value: string } {
  const fields = createByteReader(bytes, 5)
  return { name: fields.cstring().toString('utf8'), value: fields.cstring().toString('utf8') }
}

/** What a CancelRequest for this backend must carry. The secret is 4 bytes, or up to 256 from protocol 3.2 on. Errors: PROTOCOL_VIOLATION. */
export function readBackendKey(bytes: Buffer): { readonly pid: number; readonly secret: Buffer } {
  const fields = createByteReader(bytes, 5)
  const pid = fields.int32()
  return { pid, secret: Buffer.from(fields.bytes(fields.remaining())) }
}
