import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { readBackendKey, readParameterStatus, readReadyForQuery } from '../../src/wire/backend-status.js'
import { bindTo, readBind } from '../../src/wire/bind.js'
import { readClose, writeCloseStatement } from '../../src/wire/close.js'
import { message } from '../../src/wire/message.js'
import { readParse, writeParse } from '../../src/wire/parse.js'
import { readQuery, writeQuery } from '../../src/wire/query.js'
import { writeError } from '../../src/wire/report.js'
import { readStartupOptions, readStartupPacket, writeCancelRequest } from '../../src/wire/startup.js'

describe('messages', () => {
  it('reads the query it writes', () => {
    expect(writeQuery('select 1').toString('latin1')).toBe('Q\0\0\0\rselect 1\0')
    expect(readQuery(writeQuery("select 'ä'")).toString('utf8')).toBe("select 'ä'")
  })

  it('reads a Parse with its parameter types', () => {
    expect(readParse(writeParse('s1', 'select $1'))).toEqual({
      name: 's1',
      sql: Buffer.from('select $1'),
      types: [],
    })
    const bytes = message('P', Buffer.from('\0select $1\0\0\x01\0\0\x00\x17', 'latin1'))
    expect(readParse(bytes).types).toEqual([23])
    expect(readParse(writeParse('', 'select $1, $2', [23, 3_000_000_000])).types).toEqual([23, 3_000_000_000])
  })

  it('gives each bound value its format: none means text, one holds for all', () => {
    const values = '\0\x02\0\0\0\x01a\xff\xff\xff\xff'
    const bind = (formats: string) =>
      readBind(message('B', Buffer.from(`p\0s\0${formats}${values}\0\0`, 'latin1')))
    expect(bind('\0\0')).toEqual({
      portal: 'p',
      statement: 's',
      formats: [0, 0],
      values: [Buffer.from('a'), null],
    })
    expect(bind('\0\x01\0\x01').formats).toEqual([1, 1])
    expect(bind('\0\x02\0\0\0\x01').formats).toEqual([0, 1])
  })

  it('binds another statement, and leaves all else', () => {
    const rest = '\0\x01\0\x01\0\x01\0\0\0\x01a\0\x01\0\x01'
    const bytes = (statement: string) => message('B', Buffer.from(`p\0${statement}\0${rest}`, 'latin1'))
    expect(bindTo('other', bytes('s'))).toEqual(bytes('other'))
    expect(bindTo('other', bytes(''))).toEqual(bytes('other'))
  })

  it('tells a statement from a portal in Close', () => {
    expect(readClose(writeCloseStatement('x'))).toEqual({ kind: 'statement', name: 'x' })
    expect(readClose(message('C', Buffer.from('Sx\0')))).toEqual({ kind: 'statement', name: 'x' })
    expect(readClose(message('C', Buffer.from('P\0')))).toEqual({ kind: 'portal', name: '' })
  })

  it('reads what the backend reports', () => {
    expect(readReadyForQuery(message('Z', Buffer.from('T')))).toBe('T')
    expect(readParameterStatus(message('S', Buffer.from('TimeZone\0UTC\0')))).toEqual({
      name: 'TimeZone',
      value: 'UTC',
    })
    expect(readBackendKey(message('K', Buffer.from([0, 0, 1, 0, 1, 2, 3, 4])))).toEqual({
      pid: 256,
      secret: Buffer.from([1, 2, 3, 4]),
    })
  })

  it('writes an error with severity, SQLSTATE, message and hint', () => {
    const bytes = writeError({ severity: 'ERROR', sqlstate: '28000', message: 'no', hint: 'do' }).toString(
      'latin1',
    )
    expect(bytes.slice(5)).toBe('SERROR\0VERROR\0C28000\0Mno\0Hdo\0\0')
  })

  it('reads every kind of startup packet, once it is complete', () => {
    const startup = Buffer.from('\0\0\0\0\0\x03\0\0user\0me\0database\0azdo\0\0', 'latin1')
    startup.writeUInt32BE(startup.length, 0)
    expect(readStartupPacket(startup.subarray(0, 12))).toBeUndefined()
    const read = readStartupPacket(Buffer.concat([startup, Buffer.from('p')]))
    expect(read?.length).toBe(startup.length)
    expect(read?.packet.kind === 'startup' && Object.fromEntries(read.packet.parameters)).toEqual({
      user: 'me',
      database: 'azdo',
    })
    const cancel = readStartupPacket(writeCancelRequest(7, Buffer.from([9, 9, 9, 9])))
    expect(cancel?.packet).toEqual({ kind: 'cancel', pid: 7, secret: Buffer.from([9, 9, 9, 9]) })
    expect(readStartupPacket(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]))?.packet.kind).toBe(
      'encryption-request',
    )
  })

  it('refuses a start that is HTTP', () => {
    expect(() => readStartupPacket(Buffer.from('GET / HTTP/1.1\r\n'))).toThrowError(
      expect.objectContaining({ code: 'PROTOCOL_VIOLATION' }),
    )
  })

  it('reads -c settings from the options parameter, with escapes', () => {
    const options = readStartupOptions(
      String.raw`-c search_path="a\ b",public -cazdo.trace=on --azdo.progress=on -x`,
    )
    expect(Object.fromEntries(options)).toEqual({
      search_path: '"a b",public',
      'azdo.trace': 'on',
      'azdo.progress': 'on',
    })
  })

  it('gives a value or a typed error for any bytes', () => {
    const readers = [
      readQuery,
      readParse,
      readBind,
      readClose,
      readReadyForQuery,
      readParameterStatus,
      readBackendKey,
      readStartupPacket,
    ]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(...readers), (bytes, read) => {
        try {
          read(Buffer.from(bytes))
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AzdoError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
