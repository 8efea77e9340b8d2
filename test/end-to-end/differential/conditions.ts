import { constant, valueOf, type ScopeColumn, type Source, type Writing } from './query-scope.js'

type Form = (writing: Writing, column: ScopeColumn) => string

const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const
const value = (writing: Writing, column: ScopeColumn): string =>
  constant(writing, valueOf(writing, column), column.type)
const text = (writing: Writing, words: string): string => constant(writing, words, 'text')

/** A LIKE pattern made of a piece of a value, with its wildcards meant or not. */
function pattern(writing: Writing, column: ScopeColumn): string {
  const { random } = writing
  const whole = valueOf(writing, column)
  const from = random.chance(2) ? 0 : random.int(Math.max(1, whole.length))
  const piece = whole.slice(from, from + 1 + random.int(12))
  const escaped = random.chance(4) ? piece.replace(/\\$/, '') : piece.replace(/[\\%_]/g, '\\$&')
  const cased = random.chance(4) ? escaped.toUpperCase() : escaped
  return text(writing, `${from > 0 || random.chance(3) ? '%' : ''}${cased}${random.chance(5) ? '' : '%'}`)
}

const ofAny: readonly Form[] = [
  (_, { sql }) => `${sql} is null`,
  (_, { sql }) => `${sql} is not null`,
  (writing, column) => `${column.sql} is not distinct from ${value(writing, column)}`,
  (writing, column) => `${column.sql} is distinct from ${value(writing, column)}`,
  (writing, column) => `coalesce(${column.sql}, ${value(writing, column)}) = ${value(writing, column)}`,
]

const ofOrdered: readonly Form[] = [
  ...comparisons.map(
    (op): Form =>
      (writing, column) =>
        `${column.sql} ${op} ${value(writing, column)}`,
  ),
  (writing, column) => `${column.sql} = ${value(writing, column)}`,
  (writing, column) => `${value(writing, column)} ${writing.random.pick(comparisons)} ${column.sql}`,
  (writing, column) => `${column.sql} between ${value(writing, column)} and ${value(writing, column)}`,
  (writing, column) =>
    `${column.sql} not between symmetric ${value(writing, column)} and ${value(writing, column)}`,
  (writing, column) => `${column.sql} in (${list(writing, column)})`,
  (writing, column) => `${column.sql} not in (${list(writing, column)})`,
  (writing, column) => `${column.sql} = any (array[${list(writing, column)}]::${column.type}[])`,
  (writing, column) => `${column.sql} <> all (array[${list(writing, column)}]::${column.type}[])`,
  (writing, column) => `nullif(${column.sql}, ${value(writing, column)}) is null`,
]

const list: Form = (writing, column) =>
  Array.from({ length: 1 + writing.random.int(3) }, () => value(writing, column)).join(', ')

const ofText: readonly Form[] = [
  (writing, column) => `${column.sql} like ${pattern(writing, column)}`,
  (writing, column) => `${column.sql} not like ${pattern(writing, column)}`,
  (writing, column) => `${column.sql} ilike ${pattern(writing, column)}`,
  (writing, column) => `lower(${column.sql}) = ${text(writing, valueOf(writing, column).toLowerCase())}`,
  (writing, column) => `upper(${column.sql}) = upper(${value(writing, column)})`,
  (writing, column) => `${column.sql} = ${text(writing, valueOf(writing, column).toUpperCase())}`,
  (writing, column) => `starts_with(${column.sql}, ${text(writing, valueOf(writing, column).slice(0, 4))})`,
  (writing, column) => `${column.sql} ^@ ${text(writing, valueOf(writing, column).slice(0, 3))}`,
  (writing, column) => `length(${column.sql}) > ${writing.random.int(20)}`,
  (writing, column) =>
    `${column.sql} ~ '^${valueOf(writing, column)
      .replace(/[^A-Za-z ].*$/s, '')
      .slice(0, 4)}'`,
  (writing, column) => `${column.sql} || 'x' = ${text(writing, `${valueOf(writing, column)}x`)}`,
  (writing, column) => `${column.sql} = ${text(writing, `${valueOf(writing, column)} `)}`,
  (writing, column) => `coalesce(${column.sql}, '') <> ${value(writing, column)}`,
]

const ofNumber: readonly Form[] = [
  (writing, column) => `${column.sql} * 2 > ${value(writing, column)}`,
  (writing, column) => `${column.sql} + 1 <= ${value(writing, column)}`,
  (writing, column) => `${column.sql} > ${value(writing, column)}::numeric - 0.5`,
  (writing, column) => `${column.sql} = ${value(writing, column)}::float8`,
  (writing, { sql }) => `${sql} < ${writing.random.pick(['2147483648', '1e30', "'NaN'::float8", '-1'])}`,
  (_, { sql }) => `${sql}::bigint % 2 = 0`,
  (writing, column) => `-${column.sql} < -(${value(writing, column)})`,
  (writing, column) => `case when ${column.sql} > ${value(writing, column)} then true else false end`,
]

const ofTime: readonly Form[] = [
  (writing, { sql }) => `${sql} > now() - interval '${1 + writing.random.int(1500)} days'`,
  (writing, { sql }) => `${sql} <= current_date - ${writing.random.int(1500)}`,
  (writing, column) => `${column.sql}::date = ${day(writing, column)}`,
  (writing, column) =>
    `date_trunc('month', ${column.sql}) = date_trunc('month', ${value(writing, column)}::timestamptz)`,
  (writing, column) => `extract(year from ${column.sql}) = ${valueOf(writing, column).slice(0, 4)}`,
  (writing, column) => `${column.sql} >= date_trunc('month', ${value(writing, column)}::timestamptz)`,
  (writing, column) => `${column.sql} < ${day(writing, column)}`,
  (writing, { sql }) =>
    `${sql} ${writing.random.pick(['<', '>'])} ${writing.random.pick(["'infinity'", "'-infinity'", "'1500-01-01'"])}`,
  (writing, column) => `${column.sql} + interval '1 hour' > ${value(writing, column)}`,
  (writing, column) => `${column.sql} at time zone 'Asia/Tokyo' > '${valueOf(writing, column).slice(0, 10)}'`,
]

const day: Form = (writing, column) => `'${valueOf(writing, column).slice(0, 10)}'::date`

const ofTruth: readonly Form[] = [
  (_, { sql }) => sql,
  (_, { sql }) => `not ${sql}`,
  (_, { sql }) => `${sql} is not true`,
  (_, { sql }) => `${sql} is false`,
  (_, { sql }) => `${sql} is unknown`,
]

const ofList: readonly Form[] = [
  (writing, column) => `${column.sql} @> array[${element(writing, column)}]`,
  (writing, column) => `not ${column.sql} @> array[${element(writing, column)}]`,
  (writing, column) => `${element(writing, column)} = any (${column.sql})`,
  (writing, column) => `${column.sql} && array[${element(writing, column)}, ${element(writing, column)}]`,
  (writing, column) => `${column.sql} <@ array[${element(writing, column)}, ${element(writing, column)}]`,
  (writing, { sql }) => `cardinality(${sql}) > ${writing.random.int(3)}`,
  (writing, column) => `${column.sql} = ${value(writing, column)}`,
  (writing, column) => `${element(writing, column)} <> all (${column.sql})`,
]

const element: Form = (writing, column) => {
  const { random } = writing
  const parts = valueOf(writing, column)
    .slice(1, -1)
    .split(',')
    .map((part) => part.replaceAll(/["\\]/g, ''))
  const one = random.pick(parts)
  return `${text(writing, random.chance(4) ? one.toUpperCase() : one)}::text`
}

const ofJson: readonly Form[] = [
  (_, { sql }) => `jsonb_typeof(${sql}) = 'object'`,
  (_, { sql }) => `${sql} ? 'System.State'`,
  (_, { sql }) => `${sql} ->> 'System.State' = 'Active'`,
  (_, { sql }) => `${sql} <> '{}'`,
]

function formsFor({ type }: ScopeColumn): readonly Form[] {
  switch (type) {
    case 'text':
      return [...ofAny, ...ofOrdered, ...ofText]
    case 'integer':
    case 'bigint':
    case 'double precision':
      return [...ofAny, ...ofOrdered, ...ofNumber]
    case 'timestamptz':
      return [...ofAny, ...ofOrdered, ...ofTime]
    case 'boolean':
      return [...ofAny, ...ofTruth]
    case 'uuid':
      return [...ofAny, ...ofOrdered.slice(0, 2), ...ofOrdered.slice(6)]
    case 'text[]':
      return [...ofList, ...ofAny.slice(0, 2)]
    case 'jsonb':
      return [...ofJson, ...ofAny.slice(0, 2)]
  }
}

/** Columns that the service can filter come up more often than the many it cannot. */
function randomColumn({ random }: Writing, columns: readonly ScopeColumn[]): ScopeColumn {
  const weigh = ({ name, type, of: [table] }: ScopeColumn) => {
    if (type === 'jsonb') return 0.5
    if (/^(id|project|state|type|status|changed_date|tags|area_path|priority|story_points)$/.test(name))
      return 10
    if (table === 'work_items' && /^(integer|double precision|timestamptz)$/.test(type)) return 5
    return 2
  }
  return random.weighted(columns.map((column) => [weigh(column), column] as const))
}

/** One comparison over columns that are there. */
export function atom(writing: Writing, sources: readonly Source[]): string {
  const { random } = writing
  const columns = sources.flatMap((source) => source.columns)
  const column = randomColumn(writing, columns)
  const alike = columns.filter(({ type, sql }) => type === column.type && sql !== column.sql)
  if (alike.length > 0 && column.type !== 'jsonb' && random.chance(25))
    return `${column.sql} ${random.pick(['=', '<>', 'is distinct from'])} ${random.pick(alike).sql}`
  if (random.chance(60))
    return random.pick(['true', 'null::boolean', '1 = 1', 'false', "current_date > '2020-01-01'"])
  if (random.chance(40) && column.type !== 'jsonb') {
    const second = columns.find((other) => other !== column && other.type !== 'jsonb')
    if (second)
      return `(${column.sql}, ${second.sql}) = (${value(writing, column)}, ${value(writing, second)})`
  }
  const ordered = !/^(boolean|jsonb|text\[\]|uuid)$/.test(column.type)
  if (ordered && random.chance(3))
    return `${column.sql} ${random.pick(comparisons)} ${value(writing, column)}`
  return random.pick(formsFor(column))(writing, column)
}

/** A tree of AND, OR and NOT over comparisons and whatever else `other` writes. */
export function condition(
  writing: Writing,
  sources: readonly Source[],
  other: () => string | undefined = () => undefined,
  depth = 2,
): string {
  const { random } = writing
  if (depth === 0 || random.chance(2))
    return (random.chance(6) ? other() : undefined) ?? atom(writing, sources)
  const parts = () =>
    Array.from({ length: 2 + random.int(2) }, () => condition(writing, sources, other, depth - 1))
  return random.weighted([
    [5, () => `(${parts().join(' and ')})`],
    [3, () => `(${parts().join(' or ')})`],
    [1, () => `not (${condition(writing, sources, other, depth - 1)})`],
  ] as const)()
}
