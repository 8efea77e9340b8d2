import fc from 'fast-check'

/** Rows the filters take their constants from, so that they hit. */
export type SampleRow = Readonly<Record<string, unknown>>

/** An arbitrary WHERE clause over work_items: AND, OR and NOT over comparisons with values that occur, and some that do not. */
export function randomFilter(sample: readonly SampleRow[]): fc.Arbitrary<string> {
  const { filter } = fc.letrec<{ filter: string; group: string; atom: string }>((tie) => ({
    atom: atom(sample),
    group: fc.oneof(
      fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join(' and ')})`),
      fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join(' or ')})`),
      tie('filter').map((part) => `not (${part})`),
    ),
    filter: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { arbitrary: tie('atom'), weight: 2 },
      { arbitrary: tie('group'), weight: 1 },
    ),
  }))
  return filter
}

/** A value quoted as PostgreSQL reads it under standard_conforming_strings. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

const textColumns = [
  'project',
  'type',
  'state',
  'reason',
  'assigned_to',
  'assigned_to_unique_name',
  'created_by',
  'changed_by',
  'area_path',
  'iteration_path',
  'title',
  'severity',
  'custom_risk_level',
  'custom_customer',
]
const numberColumns = ['id', 'rev', 'priority', 'comment_count', 'parent_id', 'custom_review_count']
const doubleColumns = ['story_points', 'remaining_work', 'custom_estimated_cost']
const dateColumns = ['created_date', 'changed_date', 'closed_date', 'custom_go_live_date']

function atom(sample: readonly SampleRow[]): fc.Arbitrary<string> {
  const row = fc.constantFrom(...sample)
  const text = fc.tuple(fc.constantFrom(...textColumns), row, row).chain(([column, one, other]) => {
    const value = String(one[column] ?? '')
    const second = String(other[column] ?? 'none of them')
    const start = value.slice(0, Math.max(1, Math.floor(value.length / 2)))
    return fc.constantFrom(
      `${column} = ${literal(value)}`,
      `${column} = ${literal(value.toUpperCase())}`,
      `lower(${column}) = ${literal(value.toLowerCase())}`,
      `${column} <> ${literal(value)}`,
      `${column} in (${literal(value)}, ${literal(second)})`,
      `${column} not in (${literal(value)}, ${literal(second)})`,
      `${column} is null`,
      `${column} is not null`,
      `${column} > ${literal(value)}`,
      `${column} between ${literal(value)} and ${literal(second)}`,
      `${column} like ${literal(`${escapeLike(start)}%`)}`,
      `${column} like ${literal(`%${escapeLike(value.slice(-3))}`)}`,
      `${column} like ${literal(`${start}%`)}`,
      `${column} not like ${literal(`${escapeLike(start)}%`)}`,
      `${column} ilike ${literal(`%${escapeLike(start.toUpperCase())}%`)}`,
      `${column} like any (array[${literal(`${escapeLike(start)}%`)}, ${literal(second)}])`,
      `upper(${column}) in (${literal(value.toUpperCase())}, ${literal(second.toUpperCase())})`,
      `lower(${column}) like ${literal(`${escapeLike(start.toLowerCase())}%`)}`,
      `starts_with(${column}, ${literal(start)})`,
      `left(${column}, 3) = ${literal(value.slice(0, 3))}`,
      `strpos(${column}, ${literal(value.slice(1, 4))}) > 0`,
      `${column} ~ ${literal(`^${start.replace(/[^\p{L}\p{N} ]/gu, '\\$&')}`)}`,
      `coalesce(${column}, '') = ${literal((one[column] ?? null) === null ? '' : value)}`,
      `coalesce(${column}, 'none') <> ${literal(value)}`,
      `nullif(${column}, ${literal(value)}) is null`,
      `(${column} = ${literal(value)}) is true`,
      `(${column}, id) >= (${literal(value)}, 50)`,
    )
  })
  const number = fc
    .tuple(fc.constantFrom(...numberColumns, ...doubleColumns), row, row)
    .chain(([column, one, other]) => {
      const value = String(one[column] ?? 3)
      const second = String(other[column] ?? 1)
      return fc.oneof(
        fc.constantFrom('=', '<>', '<', '<=', '>', '>=').map((op) => `${column} ${op} ${value}`),
        fc.constantFrom('<', '>=').map((op) => `${value} ${op} ${column}`),
        fc.constantFrom(
          `${column} in (${value}, ${second}, 999999)`,
          `${column} not in (${value}, ${second})`,
          `${column} between ${value} and ${second}`,
          `${column} = any (array[${value}, ${second}])`,
          `${column} is null`,
          `${column} is not null`,
          `${column} > 2147483648`,
          `${column} * 2 > ${value}`,
          `${column} > ${value}::numeric - 0.5`,
          `${column}::text = '${value}'`,
          `${column} >= any (array[${value}, ${second}])`,
          `${column} < all (array[${value}, ${second}])`,
          `coalesce(${column}, 0) = ${value}`,
          `(${column}, id) > (${value}, 100)`,
        ),
      )
    })
  const date = fc.tuple(fc.constantFrom(...dateColumns), row, row).chain(([column, one, other]) => {
    const value = timestamp(one[column])
    const second = timestamp(other[column])
    return fc.oneof(
      fc.constantFrom('=', '<>', '<', '<=', '>', '>=').map((op) => `${column} ${op} ${literal(value)}`),
      fc.integer({ min: 1, max: 2000 }).map((days) => `${column} > now() - interval '${days} days'`),
      fc.integer({ min: 1, max: 2000 }).map((days) => `${column} <= current_date - ${days}`),
      fc.constantFrom(
        `${column} between ${literal(value)} and ${literal(second)}`,
        `${column}::date = ${literal(value.slice(0, 10))}`,
        `${column} >= date_trunc('month', ${literal(value)}::timestamptz)`,
        `${column} >= ${literal(value.slice(0, 10))}::date`,
        `${column} in (${literal(value)}, ${literal(second)})`,
        `${column} is null`,
        `${column} is not null`,
        `${column} < 'infinity'`,
        `${column} > '1600-01-01'`,
        `${column}::date <= ${literal(value.slice(0, 10))}`,
        `${column}::date in (${literal(value.slice(0, 10))}, ${literal(second.slice(0, 10))})`,
        `date_trunc('month', ${column}) = date_trunc('month', ${literal(value)}::timestamptz)`,
        `date_trunc('week', ${column} at time zone 'America/New_York') >= ${literal(value.slice(0, 10))}`,
        `extract(year from ${column}) = ${value.slice(0, 4)}`,
        `extract(year from ${column}) < extract(year from now())`,
        `to_char(${column}, 'YYYY-MM') = ${literal(value.slice(0, 7))}`,
        `(${column}, id) < (${literal(value)}, 100)`,
        `coalesce(${column}, now()) > now() - interval '400 days'`,
      ),
    )
  })
  const tags = row.chain((one) => {
    const held = Array.isArray(one['tags']) ? (one['tags'] as string[]) : []
    const tag = held[0] ?? 'no such tag'
    return fc.constantFrom(
      `tags @> array[${literal(tag)}]`,
      `${literal(tag)} = any (tags)`,
      `tags && array[${literal(tag)}, 'other']`,
      `tags @> array[${literal(tag.toUpperCase())}]`,
      `not tags @> array[${literal(tag)}]`,
      `array[${literal(tag)}] <@ tags`,
      `cardinality(tags) > 1`,
      `tags is null`,
      `tags = array[${held.map(literal).join(', ')}]::text[]`,
    )
  })
  const other = fc.constantFrom(
    'custom_is_billable',
    'not custom_is_billable',
    'custom_is_billable is not true',
    'custom_is_billable = false',
    'true',
    'null::boolean',
    'project_id = (select id from projects order by name limit 1)',
    "project_id in (select id from projects where name like '%a%')",
    "fields ->> 'System.State' = state",
    'parent_id in (select id from work_items where priority = 1)',
  )
  return fc.oneof(
    { arbitrary: text, weight: 5 },
    { arbitrary: number, weight: 3 },
    { arbitrary: date, weight: 3 },
    { arbitrary: tags, weight: 1 },
    { arbitrary: other, weight: 1 },
  )
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function timestamp(value: unknown): string {
  return value instanceof Date ? value.toISOString() : '2025-06-01T12:00:00.000Z'
}
