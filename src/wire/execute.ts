import { createByteReader } from './byte-reader.js'

/** The portal that an Execute message runs. Errors: PROTOCOL_VIOLATION. */
export function readExecutedPortal(bytes: Buffer): string {
  return createByteReader(bytes, 5).cstring().toString('latin1')
}
