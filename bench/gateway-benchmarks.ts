import type { BenchSystem } from './bench-system.js'
import { compare, type Finding } from './measure.js'

const bigRows = 200_000

/** What it costs that the gateway stands between a client and PostgreSQL. */
export async function benchGateway({ gateway, direct, owner, services }: BenchSystem): Promise<Finding[]> {
  const prepared = { name: 'one', text: 'select 1' }
  const named = { name: 'five', text: 'select * from box.work_items where id = $1', values: [5] }
  const findings = [
    await compare({
      what: 'select 1, simple protocol',
      against: 'direct',
      runs: 7,
      repeats: 300,
      ours: () => gateway.query('select 1'),
      baseline: () => direct.query('select 1'),
    }),
    await compare({
      what: 'select 1, prepared',
      against: 'direct',
      runs: 7,
      repeats: 300,
      ours: () => gateway.query(prepared),
      baseline: () => direct.query(prepared),
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
  await owner.query(
    `create table public.big_table as
     select i as id, 'name ' || i as name, i * 1.5 as amount, now() + i * interval '1 second' as at, md5(i::text) as code
     from generate_series(1, ${bigRows}) i`,
  )
  await owner.query('grant select on public.big_table to public')
  const all = 'select * from public.big_table'
  findings.push(
    await compare({
      what: `${bigRows.toLocaleString('en')} rows of a plain table`,
      against: 'direct',
      runs: 3,
      ours: () => gateway.query({ text: all, rowMode: 'array' }),
      baseline: () => direct.query({ text: all, rowMode: 'array' }),
    }),
  )
  return findings
}
