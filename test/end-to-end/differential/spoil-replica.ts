import type pg from 'pg'
import type { TableDefinition } from '../../../src/tables/table-definition.js'
import type { Random } from './random.js'

/** Leaves the replica as reads, settings and people may have left it; gives what was done, in words. */
export async function spoilReplica(
  random: Random,
  owner: pg.Client,
  tables: readonly TableDefinition[],
): Promise<string> {
  const some = random.some(tables, 1 + random.int(6))
  const each = async (what: (table: TableDefinition) => Promise<unknown>) => {
    for (const table of some) await what(table)
  }
  /** What is known of the rows no longer holds once somebody else wrote them. */
  const forget = ({ name }: TableDefinition) =>
    owner.query(
      `with a as (delete from azdo.coverage where relation = $1) delete from azdo.parents_read where relation = $1`,
      [`"box"."${name}"`],
    )
  const [words, spoil] = random.weighted<readonly [string, () => Promise<unknown>]>([
    [6, ['as it was', () => Promise.resolve()]],
    [1, ['all emptied', () => owner.query(`truncate ${tables.map(({ name }) => `box.${name}`).join()}`)]],
    [2, ['emptied', () => each(({ name }) => owner.query(`truncate box.${name}`))]],
    [2, ['not known to be right', () => each(forget)]],
    [1, ['half of the work items gone', () => owner.query('delete from box.work_items where id % 2 = 0')]],
    [
      2,
      [
        'halved',
        () =>
          each(async (table) => {
            await forget(table)
            const key = table.key.map((column) => `${column}::text`).join(', ')
            await owner.query(`delete from box.${table.name} where hashtext(concat(${key})) % 2 = 0`)
          }),
      ],
    ],
    [
      2,
      [
        'made stale',
        () =>
          each(async (table) => {
            await forget(table)
            await owner.query(`update box.${table.name} set ${staleValues(random, table)}`)
          }),
      ],
    ],
    [
      1,
      [
        'read under other names of its parents',
        () =>
          each(async (table) => {
            await forget(table)
            await owner.query(`update box.${table.name} set ${formerValues(random, table)}`)
          }),
      ],
    ],
    [
      1,
      [
        'given rows that are gone',
        () =>
          each(async (table) => {
            await forget(table)
            const [key] = table.key
            if (table.columns[key!]!.type !== 'integer') return
            await owner.query(
              `insert into box.${table.name} select (jsonb_populate_record(t, '{"${key}": 900000001}')).*
               from (select t from box.${table.name} t limit 1) one on conflict do nothing`,
            )
          }),
      ],
    ],
  ])
  await spoil()
  return `${words}${['as it was', 'all emptied'].includes(words) || /half/.test(words) ? '' : `: ${some.map(({ name }) => name).join(', ')}`}`
}

/** Other values in a column or two, as an older version of the rows may have them. */
function staleValues(random: Random, { name, columns, key, revision }: TableDefinition): string {
  const others = Object.entries(columns).filter(([column]) => !key.includes(column) && column !== revision)
  const texts = others
    .filter(([, { type }]) => type === 'text')
    .map(
      ([column]) =>
        `${column} = ${random.chance(2) ? "'stale'" : `(select ${column} from box.${name} order by ${key.join(', ')} offset ${random.int(20)} limit 1)`}`,
    )
  const times = others
    .filter(([, { type }]) => type === 'timestamptz')
    .map(([column]) => `${column} = ${column} - interval '1 day'`)
  const older = revision === undefined ? [] : [`${revision} = ${revision} - 1`]
  const chosen = [...random.some(texts, 2), ...random.some(times, 1), ...older]
  return chosen.length > 0 ? chosen.join(', ') : `${key[0]} = ${key[0]}`
}

/** Names of parents that these do not have any more, and other values as above. */
function formerValues(random: Random, table: TableDefinition): string {
  const { columns, key, parent } = table
  const taken = Object.keys(parent?.bind ?? {}).filter((name) => !key.includes(name) && !name.endsWith('_id'))
  const names = taken.filter((name) => columns[name]!.type === 'text').map((name) => `${name} = 'former'`)
  const others = {
    ...table,
    columns: Object.fromEntries(Object.entries(columns).filter(([name]) => !taken.includes(name))),
  }
  return [...names, staleValues(random, others)].join(', ')
}
