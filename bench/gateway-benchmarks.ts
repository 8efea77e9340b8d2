import pg from 'pg'
import { writeQuery } from '../src/wire/query.js'
import type { BenchSystem } from './bench-system.js'
import { compare, type Finding } from './measure.js'
import { openWireLoad, prepareStatement, runPrepared, type WireLoad } from './wire-load.js'

const bigRows = 200_000
const manyConnections = 8
/** Statements of one timed run, over all its connections. */
const statements = 4_000

/** What it costs that the gateway stands between a client and PostgreSQL. */
export async function benchGateway(system: BenchSystem): Promise<Finding[]> {
  const { gateway, direct, owner, services } = system
  await makeTables(owner)
  const named = { name: 'five', text: 'select * from box.work_items where id = $1', values: [5] }
  const all = { text: 'select * from public.big_table', rowMode: 'array' } as const
  return [
    ...(await benchThroughput(system)),
    await compare({
      what: `${bigRows.toLocaleString('en')} rows of a plain table`,
      against: 'direct',
      runs: 3,
      ours: () => gateway.query(all),
      baseline: () => direct.query(all),
    }),
    await compare({
      what: 'work item by id, prepared, live',
      against: 'direct',
      runs: 5,
      repeats: 10,
      ours: () => gateway.query(named),
      baseline: () => direct.query(named),
    }),
    await compare({
      what: 'work item by id, prepared, live',
      against: 'one bare HTTP request',
      runs: 5,
      repeats: 10,
      ours: () => gateway.query(named),
      baseline: () => services.box.readBatch([5]),
    }),
  ]
}

async function makeTables(owner: pg.Client): Promise<void> {
  await owner.query(
    `create table public.big_table as
     select i as id, 'name ' || i as name, i * 1.5 as amount, now() + i * interval '1 second' as at, md5(i::text) as code
     from generate_series(1, ${bigRows}) i`,
  )
  await owner.query('alter table public.big_table add primary key (id)')
  await owner.query('create table public.log_table (id int, words text)')
  await owner.query('grant select, insert on public.big_table, public.log_table to public')
}

/** A kind of load; its messages are answered by `ends` ReadyForQuery messages. */
interface Load {
  readonly what: string
  readonly connections: number
  readonly prepared?: string
  readonly messages: Buffer
  readonly ends: number
  /** Other than `statements` where one takes long. */
  readonly times?: number
  /** Compared also with a process that only passes bytes on. */
  readonly relayed?: boolean
}

const one = writeQuery('select 1')
const point = 'select name from public.big_table where id = $1'
const insert = (n: number) => `insert into public.log_table values (${n}, 'words')`
const groups = writeQuery(
  'select left(code, 1) as group, count(*), sum(amount), max(at) from public.big_table group by 1 order by 1',
)
const thousand = writeQuery('select * from public.big_table where id <= 1000')
const piped = (bytes: Buffer) => Buffer.concat(Array.from({ length: 20 }, () => bytes))
const transaction = Buffer.concat(['begin', insert(1), insert(2), insert(3), 'commit'].map(writeQuery))

const loads: readonly Load[] = [
  { what: '`select 1`, simple protocol', connections: 1, messages: one, ends: 1, relayed: true },
  {
    what: '`select 1`, simple protocol',
    connections: manyConnections,
    messages: one,
    ends: 1,
    relayed: true,
  },
  { what: '`select 1`, prepared', connections: 1, prepared: 'select 1', messages: runPrepared(), ends: 1 },
  {
    what: '`select 1`, prepared',
    connections: manyConnections,
    prepared: 'select 1',
    messages: runPrepared(),
    ends: 1,
  },
  {
    what: '`select 1`, prepared, 20 sent together',
    connections: manyConnections,
    prepared: 'select 1',
    messages: piped(runPrepared()),
    ends: 20,
  },
  {
    what: 'a row of a plain table by its key, prepared',
    connections: manyConnections,
    prepared: point,
    messages: runPrepared('5000'),
    ends: 1,
  },
  { what: '200,000 rows of a plain table in groups', connections: 1, messages: groups, ends: 1, times: 5 },
  {
    what: '200,000 rows of a plain table in groups',
    connections: manyConnections,
    messages: groups,
    ends: 1,
    times: 2,
  },
  { what: '1,000 rows of a plain table', connections: 1, messages: thousand, ends: 1, times: 200 },
  {
    what: '1,000 rows of a plain table',
    connections: manyConnections,
    messages: thousand,
    ends: 1,
    times: 50,
  },
  {
    what: 'three inserts in a transaction, sent together',
    connections: manyConnections,
    messages: transaction,
    ends: 5,
  },
]

/** Statements without tables of a connection: as many as one thread of a client can send, then those of a program. */
async function benchThroughput({ gateway, direct, relayed }: BenchSystem): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const load of loads) {
    const { what, connections, prepared, messages, ends, times } = load
    const rounds = times ?? Math.ceil(statements / ends / connections)
    const open = async (side: pg.Client): Promise<WireLoad> => {
      const wire = await openWireLoad(configOf(side), connections)
      if (prepared !== undefined) await wire.run(prepareStatement(prepared), 1, 1)
      return wire
    }
    const ours = await open(gateway)
    const baselines = { direct, ...(load.relayed && { 'a process that passes bytes on': relayed }) }
    for (const [against, side] of Object.entries(baselines)) {
      const baseline = await open(side)
      findings.push(
        await compare({
          what: `${what}; connections: ${connections}`,
          against,
          runs: 9,
          ours: () => ours.run(messages, ends, rounds),
          baseline: () => baseline.run(messages, ends, rounds),
        }),
      )
      await baseline.close()
    }
    await ours.close()
  }
  return [...findings, await benchDriver(gateway, direct)]
}

/** The same by a driver, whose own work is part of it, as for any program. */
async function benchDriver(gateway: pg.Client, direct: pg.Client): Promise<Finding> {
  const pools = [gateway, direct].map(
    (side) => new pg.Pool({ ...configOf(side), max: manyConnections, min: manyConnections }),
  )
  let id = 0
  const run = (pool: pg.Pool) =>
    Promise.all(
      Array.from({ length: statements }, () =>
        pool.query({ name: 'point', text: point, values: [++id % bigRows] }),
      ),
    )
  const finding = await compare({
    what: `a row of a plain table by its key, by node-postgres; connections: ${manyConnections}`,
    against: 'direct',
    runs: 9,
    ours: () => run(pools[0]!),
    baseline: () => run(pools[1]!),
  })
  await Promise.all(pools.map((pool) => pool.end()))
  return finding
}

function configOf({ host, port, user, password, database }: pg.Client): pg.ClientConfig {
  return { host, port, user, password: password as string, database }
}
