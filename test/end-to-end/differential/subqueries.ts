import { atom, condition } from './conditions.js'
import { randomTable, tableSource, type ScopeColumn, type Source, type Writing } from './query-scope.js'

/** A table, and a column of it that has values like those of a column outside. */
export function likeColumn(writing: Writing, outside: readonly Source[]) {
  const { random } = writing
  for (let tries = 0; tries < 20; tries++) {
    const inner = tableSource(writing, randomTable(writing))
    const same = (one: ScopeColumn, other: ScopeColumn) =>
      one.type === other.type &&
      (one.name === other.name || (one.name === 'project' && other.of.join('.') === 'projects.name')) &&
      one.type !== 'jsonb'
    const pairs = outside.flatMap((source) =>
      source.columns.flatMap((column) =>
        inner.columns.filter((other) => same(column, other)).map((other) => [column, other] as const),
      ),
    )
    if (pairs.length > 0) return { inner, pair: random.pick(pairs) }
  }
  return undefined
}

/** A condition that asks another table: EXISTS, IN, ANY, a scalar subquery; correlated or not. */
export function subqueryCondition(writing: Writing, outside: readonly Source[]): string | undefined {
  const { random } = writing
  const found = likeColumn(writing, outside)
  if (!found) return undefined
  const { inner, pair } = found
  const [column, other] = pair
  const where = condition(writing, [inner], undefined, 1)
  const from = `from ${inner.sql} where`
  return random.weighted([
    [4, () => `exists (select 1 ${from} ${other.sql} = ${column.sql} and ${where})`],
    [2, () => `not exists (select ${from} ${other.sql} = ${column.sql} and ${where})`],
    [4, () => `${column.sql} in (select ${other.sql} ${from} ${where})`],
    [1, () => `${column.sql} not in (select ${other.sql} ${from} ${where} and ${other.sql} is not null)`],
    [1, () => `${column.sql} not in (select ${other.sql} ${from} ${where})`],
    [2, () => `${column.sql} = any (array(select ${other.sql} ${from} ${where}))`],
    [2, () => `${column.sql} = (select ${other.sql} ${from} ${where} ${oneOf(inner)})`],
    [1, () => `${column.sql} > (select ${minimum(other)} ${from} ${where})`],
    [1, () => `(select count(*) ${from} ${other.sql} = ${column.sql} and ${where}) > ${random.int(3)}`],
    [1, () => `(${column.sql} in (select ${other.sql} ${from} ${where}) or ${atom(writing, outside)})`],
    [1, () => `${column.sql} <> all (select ${other.sql} ${from} ${where})`],
    [1, () => `exists (select 1 ${from} ${where} limit 1)`],
  ] as const)()
}

/** min() of a column, or of what stands for it where its type has none. */
export function minimum({ sql, type }: ScopeColumn): string {
  return type === 'boolean' ? `bool_and(${sql})` : type === 'uuid' ? `min(${sql}::text)::uuid` : `min(${sql})`
}

/** The first row by key. */
function oneOf({ key }: Source): string {
  return `order by ${key.map(({ sql }) => sql).join(', ')} limit 1`
}

/** A scalar subquery for a select list, and its type. */
export function scalarSubquery(writing: Writing, outside: readonly Source[]): string | undefined {
  const found = likeColumn(writing, outside)
  if (!found) return undefined
  const { inner, pair } = found
  const [column, other] = pair
  const value = writing.random.chance(2)
    ? 'count(*)'
    : minimum(writing.random.pick(inner.columns.filter(({ type }) => type !== 'jsonb')))
  const where = writing.random.chance(2) ? ` and ${atom(writing, [inner])}` : ''
  return `(select ${value} from ${inner.sql} where ${other.sql} = ${column.sql}${where})`
}
