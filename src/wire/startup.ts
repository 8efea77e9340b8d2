import { AzdoError } from '../errors/azdo-error.js'
import { createByteReader } from './byte-reader.js'

/** The first packet of a connection (PostgreSQL manual, "Message Formats": StartupMessage, SSLRequest, GSSENCRequest, CancelRequest). */
export type StartupPacket =
  | { readonly kind: 'encryption-request' }
  | { readonly kind: 'cancel'; readonly pid: number; readonly secret: Buffer }
  | { readonly kind: 'startup'; readonly parameters: ReadonlyMap<string, string>; readonly bytes: Buffer }

const sslRequest = 80877103
const gssEncRequest = 80877104
const cancelRequest = 80877102
/** PostgreSQL's own limit (MAX_STARTUP_PACKET_LENGTH). */
const longest = 10000

/**
 * The packet at the start of `received` and the bytes it takes, or undefined while it is not complete.
 * Errors: PROTOCOL_VIOLATION for anything that is not a start of protocol version 3.
 */
export function readStartupPacket(
  received: Buffer,
): { readonly packet: StartupPacket; readonly length: number } | undefined {
  if (received.length < 8) return undefined
  const length = received.readUInt32BE(0)
  const code = received.readUInt32BE(4)
  if (length < 8 || length > longest) throw notStartup()
  if (received.length < length) return undefined
  const bytes = received.subarray(0, length)
  if (code === sslRequest || code === gssEncRequest) return { packet: { kind: 'encryption-request' }, length }
  const fields = createByteReader(bytes, 8)
  if (code === cancelRequest) {
    const pid = fields.int32()
    return { packet: { kind: 'cancel', pid, secret: fields.bytes(fields.remaining()) }, length }
  }
  if (code >>> 16 !== 3) throw notStartup()
  const parameters = new Map<string, string>()
  for (;;) {
    const name = fields.cstring().toString('utf8')
    if (name === '') break
    parameters.set(name, fields.cstring().toString('utf8'))
  }
  return { packet: { kind: 'startup', parameters, bytes }, length }
}

/** A CancelRequest for the backend of that process id. */
export function writeCancelRequest(pid: number, secret: Buffer): Buffer {
  const packet = Buffer.alloc(12 + secret.length)
  packet.writeUInt32BE(packet.length, 0)
  packet.writeUInt32BE(cancelRequest, 4)
  packet.writeInt32BE(pid, 8)
  secret.copy(packet, 12)
  return packet
}

/** The settings given as `-c name=value` in the startup parameter `options`; backslash escapes a character. */
export function readStartupOptions(options: string): ReadonlyMap<string, string> {
  const words = [...options.matchAll(/(?:\\.|[^\s\\])+/gs)].map(([word]) => word.replace(/\\(.)/gs, '$1'))
  const settings = new Map<string, string>()
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const setting =
      word === '-c'
        ? words[++i]
        : word.startsWith('-c')
          ? word.slice(2)
          : word.startsWith('--')
            ? word.slice(2)
            : undefined
    const equals = setting?.indexOf('=') ?? -1
    if (setting !== undefined && equals > 0) settings.set(setting.slice(0, equals), setting.slice(equals + 1))
  }
  return settings
}

function notStartup(): AzdoError {
  return new AzdoError(
    'PROTOCOL_VIOLATION',
    'What was sent to the gateway is not the start of a PostgreSQL connection.',
    {
      hint: 'The gateway speaks the PostgreSQL protocol version 3; the console for browsers is on another port.',
    },
  )
}
