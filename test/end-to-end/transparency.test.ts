import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSystem, type System } from './system.js'
import {
  bind,
  closeStatement,
  describePortal,
  describeStatement,
  execute,
  flush,
  openWireSession,
  parse,
  query,
  sync,
  type WireMessage,
  type WireSession,
} from './wire-session.js'

/** A step: messages sent together, and how many ReadyForQuery answer them. */
type Step = readonly [messages: readonly Buffer[], ready?: number]

const items = 'select id, state from box.work_items where id < 20 order by id'
const counts = 'select count(*) from box.work_items'
const int4 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const q = (...texts: string[]): readonly Step[] => texts.map((text) => [[query(text)]] as const)

/** Sessions that must look the same through the gateway as without it. */
const scripts: Readonly<Record<string, readonly Step[]>> = {
  'simple queries': q(items, 'select 1; select 2', '', ';', 'select nope from box.work_items', 'selct'),
  'a failed statement in the middle of a text': q(`select 1; select 1/0; ${items}`, items),
  'errors with positions': q(
    'select id,\n  nope from box.work_items',
    'select * from box.nothing',
    'select f(1)',
  ),
  'a transaction that fails, and its savepoints': q(
    'begin',
    items,
    'savepoint a',
    'select 1/0',
    items,
    'rollback to a',
    items,
    'select nope from box.work_items',
    'commit',
    items,
  ),
  'a text that ends a failed transaction': q('begin', 'select 1/0', `rollback; ${items}`),
  'isolation levels': q(
    'begin isolation level repeatable read',
    items,
    'commit',
    'begin isolation level serializable',
    'show transaction_isolation',
    items,
    'rollback',
    'begin',
    'set transaction isolation level serializable',
    'set transaction read only',
    items,
    'commit',
  ),
  cursors: q(
    'begin',
    `declare c scroll cursor for ${items}`,
    'fetch 3 from c',
    'fetch backward 1 from c',
    'move forward 2 in c',
    'fetch all from c',
    'close c',
    `declare h cursor with hold for ${items}`,
    'commit',
    'fetch 2 from h',
    'close h',
  ),
  'prepared statements of SQL': q(
    `prepare p(int) as select id from box.work_items where id = $1`,
    'execute p(5)',
    "execute p('x')",
    'execute p(2 + 4)',
    'explain (costs off, timing off) execute unknown_one(1)',
    'deallocate p',
    'execute p(5)',
  ),
  'tables made of ours': q(
    `create temp table made as ${items}`,
    'select count(*) from made',
    `select id into temp chosen from box.work_items where id < 7`,
    'insert into chosen select id from box.work_items where id between 7 and 9',
    'select w.id from box.work_items w join chosen using (id) order by 1',
    'update chosen set id = w.id + 100 from box.work_items w where w.id = chosen.id returning chosen.id',
    'delete from chosen using box.work_items w where w.id + 100 = chosen.id',
    'drop table made, chosen',
  ),
  'COPY both ways': [
    [[query(`copy (${items}) to stdout (format csv, header)`)]],
    [[query('create temp table lines (a int, b text)')]],
    [
      [
        query('copy lines from stdin (format csv)'),
        Buffer.from('d\0\0\0\x0b1,one\n2,', 'latin1'),
        Buffer.from('d\0\0\0\x08two\n', 'latin1'),
        Buffer.from('c\0\0\0\x04', 'latin1'),
      ],
    ],
    [[query('select * from lines; select w.id from box.work_items w join lines l on l.a = w.id order by 1')]],
  ],
  'COPY FROM by the extended protocol': [
    [[query('create temp table lines (a int)')]],
    [
      [
        parse('', 'copy lines from stdin'),
        bind('', ''),
        execute(),
        sync,
        Buffer.from('d\0\0\0\x061\n', 'latin1'),
        Buffer.from('c\0\0\0\x04', 'latin1'),
        sync,
      ],
    ],
    [
      [
        parse('', 'select count(*) from box.work_items w join lines on a = id'),
        bind('', ''),
        execute(),
        sync,
      ],
    ],
    [[query('select * from lines')]],
  ],
  'settings and what takes them back': q(
    'set search_path = box, public; select id from work_items where id = 3',
    "begin; set local timezone = 'Asia/Tokyo'; select created_date from work_items where id = 3",
    'rollback; select created_date from work_items where id = 3',
    'reset all',
    'discard all',
    items,
  ),
  'the extended protocol': [
    [[parse('', items), describeStatement(), bind('', ''), describePortal(), execute(), sync]],
    [[parse('s', 'select id from box.work_items where id = $1'), describeStatement('s'), sync]],
    [
      [
        bind('', 's', ['5']),
        execute(),
        bind('', 's', ['6']),
        execute(),
        bind('', 's', [null]),
        execute(),
        sync,
      ],
    ],
    [[bind('', 's', [int4(7)]), describePortal(), execute(), sync]],
    [[bind('', 's', ['seven']), execute(), sync]],
    [[bind('', 's', ['8']), execute(), sync]],
    [[closeStatement('s'), bind('', 's', ['5']), execute(), sync]],
  ],
  'counts of rows, in texts': q(
    counts,
    `${counts} where priority = 1;`,
    'select count(id) as "a ""ö" from only box.work_items w where w.priority is null -- none',
    'select count(*) from box.work_items where nope = 1',
    'begin',
    counts,
    'select 1/0',
    counts,
    `rollback; ${counts}`,
    'begin isolation level repeatable read',
    counts,
    'commit',
    "set client_encoding = 'LATIN1'",
    counts,
  ),
  'counts of rows, prepared': [
    [[parse('n', `${counts} where priority < $1`), describeStatement('n'), sync]],
    [[bind('', 'n', ['3']), describePortal(), execute(), sync]],
    [[bind('', 'n', [int4(3)], [1]), describePortal(), execute(), sync]],
    [[bind('', 'n', [null], [0]), execute(), sync]],
    [[bind('', 'n', ['three']), describePortal(), execute(), sync]],
    [[bind('', 'n', ['3'], [0, 1]), execute(), sync]],
    [[query('begin')]],
    [[bind('a', 'n', ['3']), bind('b', 'n', ['2'], [1]), execute('b', 1), execute('a'), sync]],
    [[bind('c', 'n', ['1']), execute('b'), describePortal('c'), execute('c'), sync]],
    [[bind('c', 'n', ['1']), execute('c'), sync]],
    [[bind('', 'n', ['1']), execute(), sync]],
    [[query('rollback')]],
    [[bind('', 'n', ['2']), execute(), bind('', 'n', ['3']), execute(), sync, query(counts)], 2],
    [[bind('d', 'n', ['2']), closeStatement('n'), execute('d'), bind('', 'n', ['2']), sync]],
  ],
  'counts of rows, not prepared': [
    [[parse('', counts), describeStatement(), bind('', ''), describePortal(), execute(), flush, sync]],
    [[bind('', ''), execute(), sync]],
    [[parse('', `${counts} where id > $1`, [20]), bind('', '', ['x']), execute(), sync]],
    [[bind('', '', ['5']), execute('', 1), execute(), sync]],
    [[query('begin isolation level serializable')]],
    [[parse('', `${counts} where id > $1`), bind('', '', ['5']), describePortal(), execute(), sync]],
    [[query('commit')]],
  ],
  'the unnamed statement between texts': [
    [[parse('', 'select id from box.work_items where id = $1', [23]), sync]],
    [[bind('', '', ['5']), execute(), sync]],
    [[bind('', '', ['6']), execute(), sync]],
    [[query('select 1')]],
    [[bind('', '', ['6']), execute(), sync]],
  ],
  'suspended portals': [
    [[query('begin')]],
    [[parse('', items), bind('c', ''), execute('c', 5), sync]],
    [[query(items)]],
    [[execute('c', 3), sync]],
    [[execute('c', 0), sync]],
    [[query('commit')]],
    [[execute('c', 1), sync]],
  ],
  'pipelines, with a failure in one': [
    [
      [
        parse('', items),
        bind('', ''),
        execute(),
        parse('', 'select id from box.work_items where id = 1/($1::int)'),
        bind('', '', ['0']),
        execute(),
        parse('', items),
        bind('', ''),
        execute(),
        sync,
        parse('', items),
        bind('', ''),
        execute(),
        sync,
        query(items),
      ],
      3,
    ],
    [
      [
        parse('', 'select broken from'),
        bind('', ''),
        execute(),
        flush,
        parse('', items),
        bind('', ''),
        execute(),
        sync,
      ],
    ],
  ],
  'a pipeline of a whole transaction': [
    [
      [
        parse('', 'begin isolation level repeatable read'),
        bind('', ''),
        execute(),
        parse('', items),
        bind('', ''),
        describePortal(),
        execute(),
        parse('', 'commit'),
        bind('', ''),
        execute(),
        sync,
      ],
    ],
    [
      [
        parse('', 'begin'),
        bind('', ''),
        execute(),
        parse('', 'select 1/0 from box.work_items'),
        bind('', ''),
        execute(),
        sync,
        parse('', 'rollback'),
        bind('', ''),
        execute(),
        parse('', items),
        bind('', ''),
        execute(),
        sync,
      ],
      2,
    ],
  ],
  'prepared under one snapshot': [
    [[query('begin isolation level repeatable read')]],
    [[parse('r', 'select id from box.work_items where id = $1'), describeStatement('r'), sync]],
    [[bind('', 'r', ['5']), execute(), sync]],
    [[query('rollback')]],
    [[closeStatement('r'), sync]],
  ],
  'EXPLAIN of what is not ours': q(
    'explain (costs off) select 1',
    'explain (costs off, format json) select 1',
    'explain select nope from box.work_items',
    'explain (nonsense) select 1',
  ),
  'views, rules and functions': q(
    'begin',
    'create view public.few as select id, title from box.work_items where id < 5',
    'select count(*) from public.few',
    "create function public.how_many() returns bigint language sql as 'select count(*) from public.few'",
    'select public.how_many()',
    'do $$ begin perform count(*) from box.work_items; end $$',
    'create materialized view public.kept as select id from public.few',
    'refresh materialized view public.kept',
    'select * from public.kept order by 1',
    'rollback',
  ),
}

describe('a session through the gateway shows the same messages as without it', () => {
  let system: System
  let through: pg.ClientConfig
  let direct: pg.ClientConfig

  beforeAll(async () => {
    system = await startSystem({ workItems: 40, projects: 2 })
    const client = await system.client()
    await client.query('select id from box.work_items; select id from box.projects')
    const { host, port, user, password, database } = system.gateway
    through = { host, port, user, password, database }
    const owner = (await system.owner()) as pg.Client & { port: number }
    direct = { host: owner.host, port: owner.port, user, password, database }
  }, 60_000)
  afterAll(() => system?.close())

  const play = async (config: pg.ClientConfig, script: readonly Step[]): Promise<readonly string[]> => {
    const session: WireSession = await openWireSession(config)
    try {
      const lines: string[] = []
      for (const [messages, ready] of script) {
        lines.push('---')
        lines.push(...(await session.exchange(messages, ready)).map(shown))
      }
      return lines
    } finally {
      await session.close()
    }
  }

  it.each(Object.entries(scripts))('%s', async (_, script) => {
    expect(await play(through, script)).toEqual(await play(direct, script))
  })
})

/** A message in one line; object ids of tables differ from run to run. */
function shown({ type, bytes }: WireMessage): string {
  if (type !== 'T') return `${type} ${JSON.stringify(bytes.toString('latin1', 5))}`
  const names: string[] = []
  for (let at = 7, i = bytes.readInt16BE(5); i > 0; i--) {
    const end = bytes.indexOf(0, at)
    names.push(`${bytes.toString('utf8', at, end)} ${bytes.toString('hex', end + 7, end + 19)}`)
    at = end + 19
  }
  return `T ${names.join(', ')}`
}
