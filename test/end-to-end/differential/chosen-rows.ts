import { condition } from './conditions.js'
import { constant, type ScopeColumn, type Source, type Writing } from './query-scope.js'
import { likeColumn, minimum } from './subqueries.js'

/** Rows of a table that a LIMIT, an aggregate or a set operation chooses, the same whichever way PostgreSQL goes. */
function chosen(writing: Writing, inner: Source, other: ScopeColumn, outside: readonly Source[]): string {
  const { random } = writing
  const where = (sources: readonly Source[] = [inner]) =>
    random.chance(4) ? innerCondition(writing, inner) : condition(writing, sources, undefined, 1)
  const keys = inner.key.map(({ sql }) => `${sql}${random.pick(['', ' desc'])}`).join(', ')
  const [own, from] = [other.sql, `from ${inner.sql} where ${where()}`]
  const number = (most: number) =>
    random.chance(3) ? constant(writing, String(random.int(most)), 'integer') : String(random.int(most))
  const direction = random.pick(['', ' desc', ' desc nulls last', ' nulls first'])
  return random.weighted([
    [6, () => `select ${own} ${from} order by ${keys} limit ${number(6)}`],
    [3, () => `select ${own} ${from} order by ${keys} limit ${number(6)} offset ${number(4)}`],
    [
      2,
      () =>
        `select ${own} ${from} order by ${keys} offset ${number(3)} rows fetch first ${1 + random.int(4)} rows only`,
    ],
    // Rows tie, and which of them it takes does not matter.
    [5, () => `select ${own} ${from} order by 1${direction} limit ${1 + random.int(5)}`],
    [2, () => `select distinct ${own} ${from} order by 1${direction} limit ${number(4)}`],
    // It may take any of the rows.
    [2, () => `select ${own} ${from} limit ${inner.rows + random.int(9)}`],
    [
      3,
      () =>
        `select ${own} from ${inner.sql} where ${own} = ${anyValue(writing, other)} limit ${1 + random.int(2)}`,
    ],
    [3, () => `select ${minimum(other)} ${from}`],
    [2, () => `select ${minimum(other).replace(/^min\b/, 'max')} ${from}`],
    [2, () => `select ${own} ${from} group by ${own} having count(*) > ${random.int(3)}`],
    [
      2,
      () =>
        `select ${own} ${from} ${random.pick(['union', 'union all', 'except', 'intersect'])} select ${own} from ${inner.sql} where ${where()}`,
    ],
    [
      1,
      () =>
        `select ${own} ${from} and ${condition(writing, [inner, ...outside], undefined, 1)} order by ${keys} limit 3`,
    ],
  ] as const)()
}

/** A condition that asks for chosen rows in turn. */
function innerCondition(writing: Writing, inner: Source): string {
  return chosenCondition(writing, [inner]) ?? 'true'
}

function anyValue(writing: Writing, column: ScopeColumn): string {
  const value = writing.random.pick(writing.truth.rows(column.of[0]))?.[column.of[1]]
  return value === null || value === undefined ? 'null' : constant(writing, value, column.type)
}

/** A condition that compares a column with what such a subquery gives. */
export function chosenCondition(writing: Writing, outside: readonly Source[]): string | undefined {
  const { random } = writing
  const found = likeColumn(writing, outside)
  if (!found) return undefined
  const { inner, pair } = found
  const [{ sql }, other] = pair
  const rows = chosen(writing, inner, other, outside)
  const one = `select ${other.sql} from ${inner.sql} where ${condition(writing, [inner], undefined, 1)} order by ${inner.key.map((key) => key.sql).join(', ')} limit 1`
  return random.weighted([
    [8, () => `${sql} in (${rows})`],
    [3, () => `${sql} = any (${rows})`],
    [4, () => `${sql} = any (array(${rows}))`],
    [2, () => `${sql} not in (${rows})`],
    [4, () => `${sql} = (${one}${random.pick(['', ' offset 1'])})`],
    [1, () => `(${one}) = ${sql}`],
    [
      4,
      () =>
        `${sql} = (select ${minimum(other)} from ${inner.sql} where ${condition(writing, [inner], undefined, 1)})`,
    ],
    [3, () => `${sql} ${random.pick(['<', '<=', '>', '>='])} (${one})`],
    [1, () => `(${sql} in (${rows}) or ${condition(writing, outside, undefined, 1)})`],
  ] as const)()
}

/** A table and the chosen rows of another one, which belong to its rows by a column: FROM, with a CTE before it. */
export function chosenTable(writing: Writing, outside: Source): { head: string; from: string } | undefined {
  const { random } = writing
  const found = likeColumn(writing, [outside])
  if (!found) return undefined
  const { inner, pair } = found
  const [{ sql }, other] = pair
  const [alias, order] = [writing.alias(), inner.key.map((key) => key.sql).join(', ')]
  const more = random.chance(3) ? `${inner.sql.split(' ')[1]!}.*` : random.pick(inner.columns).sql
  const rows = `select ${other.sql} as c0, ${more} from ${inner.sql} where ${condition(writing, [inner], undefined, 1)} order by ${order} limit ${random.int(6)}`
  const join = random.pick(['join', 'join', 'left join', 'right join'])
  const on = `on ${alias}.c0 = ${sql}`
  if (random.chance(2)) return { head: '', from: `${outside.sql} ${join} (${rows}) ${alias} ${on}` }
  const hint = random.pick(['', '', ' materialized', ' not materialized'])
  const again = random.chance(3) ? ` and ${sql} in (select c0 from ${alias})` : ''
  return { head: `with ${alias} as${hint} (${rows}) `, from: `${outside.sql} ${join} ${alias} ${on}${again}` }
}
