import { createByteReader } from './byte-reader.js'

/** A Bind message: gives a prepared statement its parameters. */
export interface BindMessage {
  readonly portal: string
  readonly statement: string
  /** One format a parameter: 0 text, 1 binary. */
  readonly formats: readonly number[]
  readonly values: readonly (Buffer | null)[]
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
