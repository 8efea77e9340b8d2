import { Socket } from 'node:net'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { cstring, message } from '../../src/wire/message.js'
import { changeService } from './change-service.js'
import { startSystem, type System } from './system.js'
import { bind, execute, openWireSession, parse, query, sync, type WireSession } from './wire-session.js'

/** A title in each encoding; some hold bytes that would be a backslash in ASCII. */
const titles = {
  EUC_TW: '中文',
  JOHAB: '목',
  EUC_JIS_2004: '日本',
  SHIFT_JIS_2004: '表示',
  UHC: '갂뷁',
  BIG5: '功能',
  GB18030: '价€',
  EUC_JP: '￤日本',
  WIN1252: '5 € – “ü”',
  LATIN1: 'Größe',
  LATIN5: 'ışık',
  LATIN10: 'Știință',
  WIN866: 'жар',
  ISO_8859_5: 'жара',
  ISO_8859_7: 'ώρα',
} as const

describe('texts in the encoding of the client', () => {
  let system: System
  let owner: pg.Client
  let config: pg.ClientConfig
  /** The items that have the titles. */
  const ids = new Map<string, string>()

  beforeAll(async () => {
    system = await startSystem({ workItems: 60, projects: 2 })
    owner = await system.owner()
    const { host, port, user, password, database } = system.gateway
    config = { host, port, user, password, database }
    const service = changeService(system.sandbox.info)
    const { rows } = await (
      await system.client()
    ).query<{ id: number }>('select id from box.work_items order by 1')
    for (const [i, [encoding, title]] of Object.entries(titles).entries()) {
      const { id } = rows[i]!
      ids.set(encoding, String(id))
      await service.update(id, { 'System.Title': title })
    }
  }, 60_000)
  afterAll(() => system?.close())
  // What then is not fetched is missing.
  beforeEach(async () => {
    await owner.query('delete from box.work_items; delete from azdo.coverage')
  })

  const open = async (options: pg.ClientConfig = {}): Promise<WireSession> => {
    const session = await openWireSession({ ...config, ...options })
    onTestFinished(() => session.close())
    return session
  }
  const encoded = async (text: string, encoding: string): Promise<Buffer> => {
    const { rows } = await owner.query<{ bytes: Buffer }>('select convert_to($1, $2) as bytes', [
      text,
      encoding,
    ])
    return rows[0]!.bytes
  }
  /** A statement that is true for the items of a title, as bytes that no string of ours can hold. */
  const asking = (title: Buffer): Buffer =>
    Buffer.concat([Buffer.from("select id from box.work_items where title = '"), title, Buffer.from("'")])
  const queryOf = (text: Buffer): Buffer => message('Q', text, Buffer.alloc(1))
  const parseOf = (text: Buffer): Buffer => message('P', cstring(''), text, Buffer.alloc(3))
  const values = (answer: Awaited<ReturnType<WireSession['exchange']>>): readonly string[] =>
    answer.filter(({ type }) => type === 'D' || type === 'E').map(({ bytes }) => bytes.toString('latin1', 11))

  it.each(Object.entries(titles))('%s are read as PostgreSQL reads them', async (encoding, title) => {
    const id = ids.get(encoding)
    const bytes = await encoded(title, encoding)
    const session = await open()
    await session.exchange([query(`set client_encoding to '${encoding}'`)])
    expect(values(await session.exchange([queryOf(asking(bytes))]))).toEqual([id])
    await owner.query('delete from box.work_items; delete from azdo.coverage')
    const whole = [parseOf(asking(bytes)), bind('', ''), execute(), sync]
    expect(values(await session.exchange(whole))).toEqual([id])
    await owner.query('delete from box.work_items; delete from azdo.coverage')
    const text = 'select id from box.work_items where title = $1'
    const parameter = [parse('', text, [25]), bindText(bytes), execute(), sync]
    expect(values(await session.exchange(parameter))).toEqual([id])
  })

  /** Bind with one parameter in text form, whatever its bytes. */
  const bindText = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(bytes.length)
    return message('B', Buffer.from([0, 0, 0, 0, 0, 1]), length, bytes, Buffer.alloc(2))
  }

  it.each([
    ['its start-up packet', 'BIG5', 'client_encoding\0BIG5'],
    ['a default of its role', 'JOHAB', 'azdo.without_it\0UTF8'],
  ] as const)('may be given by %s', async (_, encoding, parameter) => {
    const id = ids.get(encoding)
    await owner.query(`alter role azdo set client_encoding = 'JOHAB'`)
    onTestFinished(async () => void (await owner.query('alter role azdo reset client_encoding')))
    const session = await open({ stream: () => withStartUp('client_encoding\0UTF8', parameter) })
    const bytes = await encoded(titles[encoding], encoding)
    expect(values(await session.exchange([queryOf(asking(bytes))]))).toEqual([id])
  })

  it('may change with what is sent just before, and inside of a transaction', async () => {
    const session = await open()
    const text = queryOf(asking(await encoded(titles.WIN866, 'WIN866')))
    const set = query("select set_config('client_encoding', 'WIN866', true)")
    const answer = await session.exchange([query('begin'), set, text, query('commit')], 4)
    expect(values(answer)).toEqual(['WIN866', ids.get('WIN866')])
    const [error] = await session.exchange([text])
    expect([error!.type, error!.bytes.toString('latin1')]).toEqual(['E', expect.stringContaining('C22021\0')])
    expect(values(await session.exchange([query('select 1')]))).toEqual(['1'])
  })

  it('keep what EXPLAIN shows of them', async () => {
    const session = await open()
    await session.exchange([query("set client_encoding to 'WIN1252'")])
    const bytes = await encoded(titles.WIN1252, 'WIN1252')
    for (const options of ['', '(format json) ', '(format yaml) ']) {
      const answer = await session.exchange([
        queryOf(Buffer.concat([Buffer.from(`explain ${options}`), asking(bytes)])),
      ])
      const shown = Buffer.concat(answer.filter(({ type }) => type === 'D').map((row) => row.bytes))
      expect(shown.includes(bytes), options).toBe(true)
      expect(shown.toString('latin1'), options).toContain("[System.Title] = '5 ? ? ??")
    }
  })
})

/** A connection whose start-up packet says something else in place of a text of the same length. */
function withStartUp(text: string, other: string): Socket {
  const socket = new Socket()
  const send = socket._write.bind(socket)
  socket._write = (chunk: Buffer, encoding, done) =>
    send(Buffer.from(chunk.toString('latin1').replace(text, other), 'latin1'), encoding, done)
  return socket
}
