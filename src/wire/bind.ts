import { createByteReader } from './byte-reader.js'
import { cstring, message } from './message.js'

/** What a Bind message is about. */
export interface BindNames {
  readonly portal: string
  readonly statement: string
}

/** A Bind message: gives a prepared statement its parameters. */
export interface BindMessage extends BindNames {
  /** One format a parameter: 0 text, 1 binary. */
  readonly formats: readonly number[]
  readonly values: readonly (Buffer | null)[]
}

/** Its beginning only: the parameters may be long. Errors: PROTOCOL_VIOLATION. */
export function readBindNames(bytes: Buffer): BindNames {
  const fields = createByteReader(bytes, 5)
  const portal = fields.cstring().toString('latin1')
  return { portal, statement: fields.cstring().toString('latin1') }
}

/** Errors: PROTOCOL_VIOLATION. */
export function readBind(bytes: Buffer): BindMessage {
  const fields = createByteReader(bytes, 5)
  const portal = fields.cstring().toString('latin1')
  const statement = fields.cstring().toString('latin1')
  const given = Array.from({ length: fields.int16() & 0xffff }, () => fields.int16())
  const values = Array.from({ length: fields.int16() & 0xffff }, () => {
    const length = fields.int32()
    return length < 0 ? null : fields.bytes(length)
  })
  // None: all are text. One: it holds for all (PostgreSQL manual, Bind).
  const formats = values.map((_, i) =>
    given.length === 0 ? 0 : given.length === 1 ? given[0]! : (given[i] ?? 0),
  )
  return { portal, statement, formats, values }
}

/** A Bind message with another prepared statement in it. */
export function bindTo(statement: string, bytes: Buffer): Buffer {
  const second = bytes.indexOf(0, 5) + 1
  const rest = bytes.indexOf(0, second) + 1
  return message('B', bytes.subarray(5, second), cstring(statement), bytes.subarray(rest))
}
