import { isAscii, isUtf8 } from 'node:buffer'

/**
 * The text of bytes in a client_encoding of PostgreSQL, where a look tells it: ASCII is the same in all of them.
 * Undefined: PostgreSQL must be asked (see Replica.textOf).
 */
export function textAtOnce(bytes: Buffer, encoding: string): string | undefined {
  if (isAscii(bytes)) return bytes.toString('latin1')
  return isUnicode(encoding) && isUtf8(bytes) ? bytes.toString('utf8') : undefined
}

/** Whether a client_encoding is UTF-8. SQL_ASCII says nothing about the bytes: they are taken as the database's. */
export function isUnicode(encoding: string): boolean {
  return /^(?:utf-?8|unicode|sql_ascii)$/i.test(encoding)
}
