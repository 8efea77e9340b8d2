import { filteredColumns } from '../../../src/tables/filtered-columns.js'
import { chosenCondition, chosenTable } from './chosen-rows.js'
import { atom, condition } from './conditions.js'
import {
  randomTable,
  tableSource,
  type Parameter,
  type ScopeColumn,
  type Source,
  type Writing,
} from './query-scope.js'
import type { Random } from './random.js'
import { onPairs, randomPair } from './relations.js'
import { scalarSubquery, subqueryCondition } from './subqueries.js'
import type { Truth } from './truth.js'

/** A statement that gives the same rows over the same data every time. */
export interface Statement {
  readonly kind: string
  readonly sql: string
  readonly parameters: readonly Parameter[]
  /** ORDER BY leaves no choice: rows must come in the same order. */
  readonly ordered: boolean
}

/** What a kind of statement writes. */
interface Written {
  readonly sql: string
  readonly ordered?: boolean
}

type Kind = (writing: Writing) => Written

/** Combinations of rows that a cross join may make. */
const mostPairs = 40_000

const where = (writing: Writing, sources: readonly Source[]): string =>
  condition(writing, sources, () => subqueryCondition(writing, sources))

interface From {
  readonly sql: string
  readonly sources: readonly Source[]
}

/** One or two tables and what joins them. */
function from(writing: Writing): From {
  const { random } = writing
  if (!random.chance(3)) {
    const source = tableSource(writing, randomTable(writing))
    return { sql: source.sql, sources: [source] }
  }
  const joined = randomPair(writing)
  const { left, right } = joined
  const on = onPairs(writing, joined)
  const shared = left.columns.filter(
    ({ name, type }) =>
      /^(project|project_id|repository_id)$/.test(name) &&
      right.columns.some((other) => other.name === name && other.type === type),
  )
  const sql = random.weighted([
    [5, () => `${left.sql} join ${right.sql} on ${on}`],
    [
      2,
      () => `${left.sql} join ${right.sql} on ${on} and ${condition(writing, [left, right], undefined, 1)}`,
    ],
    [3, () => `${left.sql} left join ${right.sql} on ${on} and ${condition(writing, [right], undefined, 1)}`],
    [2, () => `${left.sql} right join ${right.sql} on ${on} and ${condition(writing, [left], undefined, 1)}`],
    [2, () => `${left.sql} full join ${right.sql} on ${on}`],
    [
      shared.length > 0 && left.rows * right.rows < mostPairs ? 2 : 0,
      () => `${left.sql} join ${right.sql} using (${random.pick(shared).name})`,
    ],
    [left.rows * right.rows < mostPairs ? 1 : 0, () => `${left.sql} cross join ${right.sql}`],
  ] as const)()
  return { sql, sources: [left, right] }
}

/** FROM and WHERE. */
function fromWhere(writing: Writing): From {
  const { random } = writing
  const { sql, sources } = from(writing)
  if (random.chance(8)) return { sql, sources }
  return { sql: `${sql} where ${where(writing, sources)}`, sources }
}

const shown = ({ random }: Writing, sources: readonly Source[], most = 4): readonly ScopeColumn[] =>
  random.some(
    sources.flatMap(({ columns }) => columns),
    1 + random.int(most),
  )

const comparable = (columns: readonly ScopeColumn[]) => columns.filter(({ type }) => type !== 'jsonb')

/** ORDER BY that leaves no two rows in doubt, and perhaps a limit. */
function ordered(writing: Writing, sources: readonly Source[]): string {
  const { random } = writing
  const all = comparable(sources.flatMap(({ columns }) => columns))
  const by = random.some(all, random.int(3)).map(({ sql }) => `${sql}${direction(random)}`)
  const keys = sources.flatMap(({ key }) => key).map(({ sql }) => `${sql}${direction(random)}`)
  return `order by ${[...by, ...keys].join(', ')}${limit(random)}`
}

function direction(random: Random): string {
  return `${random.pick(['', '', ' asc', ' desc'])}${random.pick(['', '', ' nulls first', ' nulls last'])}`
}

function limit(random: Random): string {
  return random.pick([
    '',
    ` limit ${random.int(20)}`,
    ` limit ${1 + random.int(5)} offset ${random.int(30)}`,
    ` fetch first ${1 + random.int(9)} rows only`,
    ` offset ${random.int(9)}`,
  ])
}

const names = (columns: readonly { sql: string }[]): string =>
  columns.map(({ sql }, i) => `${sql} as c${i}`).join(', ')

const plain: Kind = (writing) => {
  const { sql, sources } = fromWhere(writing)
  const star = writing.random.chance(6) && !/ (full|cross) join /.test(sql)
  const list = star ? '*' : names(shown(writing, sources))
  return writing.random.chance(2)
    ? { sql: `select ${list} from ${sql} ${ordered(writing, sources)}`, ordered: true }
    : { sql: `select ${list} from ${sql}` }
}

const scalar: Kind = (writing) => {
  const source = tableSource(writing, randomTable(writing))
  const subquery = scalarSubquery(writing, [source]) ?? '1'
  const { sql } = writing.random.pick(source.columns)
  return { sql: `select ${sql}, ${subquery} from ${source.sql} where ${where(writing, [source])}` }
}

function aggregate(writing: Writing, sources: readonly Source[]): string {
  const { random } = writing
  const all = sources.flatMap(({ columns }) => columns)
  const of = (...types: readonly string[]) => all.filter(({ type }) => types.includes(type))
  const any = random.pick(comparable(all)).sql
  const numbers = of('integer', 'bigint', 'double precision')
  const texts = of('text')
  const truths = of('boolean')
  const order = sources.flatMap(({ key }) => key.map(({ sql }) => sql)).join(', ')
  const choices: (readonly [number, () => string])[] = [
    [3, () => 'count(*)'],
    [2, () => `count(${any})`],
    [2, () => `count(distinct ${any})`],
    [
      numbers.length > 0 ? 3 : 0,
      () => `${random.pick(['sum', 'avg', 'min', 'max'])}(${random.pick(numbers).sql}::numeric)`,
    ],
    [1, () => `${random.pick(['min', 'max'])}(${random.pick(of('text', 'timestamptz', 'integer')).sql})`],
    [texts.length > 0 ? 1 : 0, () => `string_agg(${random.pick(texts).sql}, ',' order by ${order})`],
    [truths.length > 0 ? 1 : 0, () => `bool_or(${random.pick(truths).sql})`],
    [1, () => `array_agg(${any} order by ${order})`],
  ]
  const one = random.weighted(choices.filter(([weight]) => weight > 0))()
  return random.chance(4) ? `${one} filter (where ${condition(writing, sources, undefined, 1)})` : one
}

const grouped: Kind = (writing) => {
  const { random } = writing
  const { sql, sources } = fromWhere(writing)
  const by = random.some(comparable(sources.flatMap(({ columns }) => columns)), random.int(3))
  const list = [...by.map(({ sql: column }) => column), ...[1, 2].map(() => aggregate(writing, sources))]
  if (by.length === 0) return { sql: `select ${list.join(', ')} from ${sql}`, ordered: true }
  const groups = by.map(({ sql: column }) => column).join(', ')
  const having = random.chance(3) ? ` having count(*) > ${random.int(4)}` : ''
  const sets = random.chance(8) ? `rollup (${groups})` : groups
  const text = `select ${list.join(', ')} from ${sql} group by ${sets}${having}`
  return random.chance(2) && sets === groups
    ? {
        sql: `${text} order by ${by.map((column) => `${column.sql}${direction(random)}`).join(', ')}${limit(random)}`,
        ordered: true,
      }
    : { sql: text }
}

const count: Kind = (writing) => {
  const { sql } = fromWhere(writing)
  return {
    sql: writing.random.chance(3) ? `select exists (select 1 from ${sql})` : `select count(*) from ${sql}`,
    ordered: true,
  }
}

/** How many work items there are, by columns that the service mostly compares as PostgreSQL does. */
const tally: Kind = (writing) => {
  const { random, truth } = writing
  const source = tableSource(
    writing,
    truth.tables.find(({ name }) => name === 'work_items')!,
  )
  const columns = source.columns.filter(
    ({ name, type }) => /^(integer|double precision|timestamptz|boolean)$/.test(type) || name === 'project',
  )
  const counted = random.pick(['count(*)', 'count(*) as "n m"', 'count(id)'])
  const parts = Array.from({ length: random.int(4) }, () =>
    random.weighted<() => string>([
      [3, () => condition(writing, [{ ...source, columns }], undefined, random.int(2))],
      [1, () => `assigned_to is ${random.pick(['', 'not '])}null`],
    ])(),
  )
  const filter = parts.length > 0 ? ` where ${parts.join(' and ')}` : ''
  return { sql: `select ${counted} from ${source.sql}${filter}`, ordered: true }
}

const distinct: Kind = (writing) => {
  const { random } = writing
  const { sql, sources } = fromWhere(writing)
  const columns = comparable(shown(writing, sources))
  if (columns.length === 0) return count(writing)
  if (random.chance(2)) return { sql: `select distinct ${names(columns)} from ${sql}` }
  const [first] = columns
  const keys = sources.flatMap(({ key }) => key).map((column) => column.sql)
  return {
    sql: `select distinct on (${first!.sql}) ${names(columns)} from ${sql} order by ${[first!.sql, ...keys].join(', ')}`,
    ordered: true,
  }
}

/** A select of columns of these types, if a table has them. */
function selectOf(writing: Writing, types: readonly string[]): string {
  for (;;) {
    const { sql, sources } = fromWhere(writing)
    const all = sources.flatMap(({ columns }) => columns)
    const fitting = types.map((type) => all.filter((column) => column.type === type))
    if (fitting.every((columns) => columns.length > 0))
      return `select ${names(fitting.map((columns) => writing.random.pick(columns)))} from ${sql}`
  }
}

const types = [
  ['integer', 'text'],
  ['text'],
  ['text', 'timestamptz'],
  ['uuid', 'text'],
  ['text', 'text', 'integer'],
]

const setOperation: Kind = (writing) => {
  const { random } = writing
  const wanted = random.pick(types)
  const operation = () =>
    random.pick(['union', 'union all', 'intersect', 'except', 'except all', 'intersect all'])
  const parts = [selectOf(writing, wanted), operation(), selectOf(writing, wanted)]
  if (random.chance(4)) parts.push(operation(), selectOf(writing, wanted))
  const sql = parts.map((part, i) => (i % 2 === 0 ? `(${part})` : part)).join(' ')
  if (random.chance(2)) return { sql }
  return {
    sql: `${sql} order by ${wanted.map((_, i) => `${i + 1}${direction(random)}`).join(', ')}${limit(random)}`,
    ordered: true,
  }
}

const commonTable: Kind = (writing) => {
  const { random } = writing
  const wanted = random.pick(types)
  const hint = random.pick(['', ' materialized', ' not materialized'])
  const head = `with x as${hint} (${selectOf(writing, wanted)})`
  return random.weighted<() => Written>([
    [2, () => ({ sql: `${head} select c0, count(*) from x group by c0` })],
    [
      2,
      () => ({
        sql: `${head} select a.c0 from x a where a.c0 in (select b.c0 from x b where b.c0 is not null)`,
      }),
    ],
    [
      2,
      () => {
        const source = tableSource(writing, randomTable(writing))
        const alike = source.columns.filter(({ type }) => type === wanted[0])
        const on = alike.length > 0 ? `${random.pick(alike).sql} = x.c0` : 'true'
        return {
          sql: `${head} select count(*), count(distinct x.c0) from x join ${source.sql} on ${on} where ${where(writing, [source])}`,
        }
      },
    ],
    [
      1,
      () => ({
        sql: `${head}, y as (select c0 from x where c0 is not null) select * from y union select c0 from x`,
      }),
    ],
  ])()
}

const window: Kind = (writing) => {
  const { random } = writing
  const { sql, sources } = fromWhere(writing)
  const all = comparable(sources.flatMap(({ columns }) => columns))
  const keys = sources.flatMap(({ key }) => key)
  const order = [...random.some(all, 1), ...keys]
    .map((column) => `${column.sql}${direction(random)}`)
    .join(', ')
  const over = `(partition by ${random.pick(all).sql} order by ${order})`
  const value = random.pick(all).sql
  const called = random.pick([
    'row_number()',
    'rank()',
    `lag(${value})`,
    `lead(${value}, 2)`,
    `first_value(${value})`,
    'count(*)',
    'ntile(3)',
  ])
  const list = `${keys.map((column) => column.sql).join(', ')}, ${called} over ${over} as w`
  if (random.chance(2)) return { sql: `select ${list} from ${sql}` }
  const outer = keys.map((column, i) => `${column.sql} as k${i}`).join(', ')
  return {
    sql: `select * from (select ${outer}, row_number() over ${over} as w from ${sql}) s where w <= ${1 + random.int(3)}`,
  }
}

const lateral: Kind = (writing) => {
  const { random } = writing
  const joined = randomPair(writing)
  const { left, right } = joined
  const inner = `select ${names(shown(writing, [right]))} from ${right.sql} where ${onPairs(writing, joined)} and ${condition(writing, [right], undefined, 1)} ${ordered(writing, [right])}`
  const join = random.pick(['cross join lateral', 'left join lateral'])
  const on = join.startsWith('left') ? ' on true' : ''
  return {
    sql: `select ${names(left.key).replaceAll(' as c', ' as k')}, s.* from ${left.sql} ${join} (${inner}) s${on} where ${where(writing, [left])}`,
  }
}

/** Rows that belong to those that another subquery chooses. */
const chosen: Kind = (writing) => {
  const { random } = writing
  const source = tableSource(writing, randomTable(writing))
  const list = names(shown(writing, [source]))
  if (random.chance(3)) {
    const made = chosenTable(writing, source)
    if (!made) return count(writing)
    return { sql: `${made.head}select ${list} from ${made.from} where ${where(writing, [source])}` }
  }
  const asked = chosenCondition(writing, [source])
  if (asked === undefined) return count(writing)
  const more = random.chance(3) ? ` and ${where(writing, [source])}` : ''
  const sql = `select ${list} from ${source.sql} where ${asked}${more}`
  return random.chance(3) ? { sql: `${sql} ${ordered(writing, [source])}`, ordered: true } : { sql }
}

/** Small sides that are not tables of the service. */
const local: Kind = (writing) => {
  const { random } = writing
  const source = tableSource(writing, randomTable(writing))
  const column = random.pick(source.columns.filter(({ type }) => /text$|integer|uuid/.test(type)))
  const rows = writing.truth.rows(source.table!.name)
  const values = random
    .some(rows, 4)
    .map((row) => row[column.name])
    .filter((value) => value !== null && value !== undefined)
    .map((value) => `('${value.replaceAll("'", "''")}'::${column.type})`)
  if (values.length === 0) return count(writing)
  const list = names(shown(writing, [source]))
  return random.chance(2)
    ? {
        sql: `select ${list} from (values ${values.join(', ')}) v (x) join ${source.sql} on ${column.sql} = v.x where ${where(writing, [source])}`,
      }
    : {
        sql: `select ${list} from ${source.sql} where ${column.sql} in (values ${values.join(', ')}) and ${where(writing, [source])}`,
      }
}

/** Rows of parents that are told by what their rows take over, such as a name, found by the key alone. */
const ofParents: Kind = (writing) => {
  const { random, truth } = writing
  const table = randomTable(writing)
  if (!table.parent) return plain(writing)
  const bind = Object.entries(table.parent.bind)
  const child = tableSource(writing, table)
  const parent = tableSource(
    writing,
    truth.tables.find(({ name }) => name === table.parent!.table)!,
  )
  const [key] = parent.key
  const [column] = bind.find(([, of]) => of === key!.name)!
  const some = (source: Source, wanted: readonly string[]): Source => {
    const columns = source.columns.filter(({ name }) => wanted.includes(name))
    return columns.length > 0 ? { ...source, columns } : source
  }
  const named = some(
    parent,
    bind.map(([, of]) => of).filter((of) => of !== key!.name),
  )
  const filtered = filteredColumns(table).filter((name) => !bind.some(([taken]) => taken === name))
  const conditions = [
    ...random.some([named, named, parent], 1 + random.int(2)).map((source) => atom(writing, [source])),
    ...random.some([some(child, filtered), child], random.int(3)).map((source) => atom(writing, [source])),
  ]
  const joined = `${child.sql} join ${parent.sql} on ${child.columns.find(({ name }) => name === column)!.sql} = ${key!.sql}`
  return {
    sql: `select ${names(shown(writing, [child]))} from ${joined} where ${conditions.join(' and ')}`,
  }
}

const derived: Kind = (writing) => {
  const { random } = writing
  const wanted = random.pick(types)
  const left = `(${selectOf(writing, wanted)}${random.chance(3) ? ' offset 0' : ''}) l`
  const right = tableSource(writing, randomTable(writing))
  const alike = right.columns.filter(({ type }) => type === wanted[0])
  if (alike.length === 0) return { sql: `select distinct c0 from ${left}` }
  const join = random.pick(['join', 'left join', 'right join', 'full join'])
  return {
    sql: `select count(*), count(l.c0), min(l.c0::text) from ${left} ${join} ${right.sql} on l.c0 = ${random.pick(alike).sql}`,
  }
}

const kinds: readonly (readonly [number, string, Kind])[] = [
  [30, 'plain', plain],
  [6, 'scalar', scalar],
  [12, 'grouped', grouped],
  [8, 'count', count],
  [10, 'tally', tally],
  [6, 'distinct', distinct],
  [6, 'set operation', setOperation],
  [7, 'common table', commonTable],
  [6, 'window', window],
  [6, 'lateral', lateral],
  [6, 'local', local],
  [16, 'chosen', chosen],
  [12, 'of parents', ofParents],
  [4, 'derived', derived],
]

/** A random statement over the tables, with values that stand in them. */
export function randomStatement(random: Random, truth: Truth): Statement {
  const parameters: Parameter[] = []
  let aliases = 0
  const binds = random.chance(3)
  const writing: Writing = { random, truth, parameters, binds, alias: () => `t${++aliases}` }
  const [, kind, write] = random.weighted(kinds.map((one) => [one[0], one] as const))
  const { sql, ordered = false } = write(writing)
  return { kind, ordered, ...renumbered(sql, parameters) }
}

/** Without the parameters of what was written and then left out. */
function renumbered(sql: string, parameters: readonly Parameter[]): Pick<Statement, 'sql' | 'parameters'> {
  const used: Parameter[] = []
  const text = sql.replace(/\$(\d+)::/g, (_, number: string) => {
    used.push(parameters[Number(number) - 1]!)
    return `$${used.length}::`
  })
  return { sql: text, parameters: used }
}
