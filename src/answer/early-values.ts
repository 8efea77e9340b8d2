import { mostNarrowing } from '../planner/fetch-plan.js'
import type { BoundParameters, BoundRows } from '../replica/replica.js'
import type { EarlyQuery } from './early-queries.js'
import { tokensOf } from './statement-text.js'

/** A query text with the parameters that it uses. */
export interface BoundText {
  readonly sql: string
  readonly parameters: BoundParameters
}

/** The constants to put in the place of a subquery. */
export interface Replacement {
  readonly text: string
  /** True when they are what it gives; else there may be more of them. */
  readonly exact: boolean
}

/** Constants of more characters than this would make the statement slow to plan. */
const longest = 1024 * 1024

/** Types whose values are written as text and read again without loss; numbers as PostgreSQL has them in pg_type. */
const types: ReadonlyMap<number, string> = new Map([
  [16, 'bool'],
  [20, 'int8'],
  [21, 'int2'],
  [23, 'int4'],
  [25, 'text'],
  [701, 'float8'],
  [1009, '_text'],
  [1043, 'varchar'],
  [1082, 'date'],
  [1114, 'timestamp'],
  [1184, 'timestamptz'],
  [1700, 'numeric'],
  [2950, 'uuid'],
  [3802, 'jsonb'],
])

/** SQL that gives the rows a subquery may give, behind how many of them it gives at most. */
export function candidateRows({ candidates, limit }: EarlyQuery): string {
  const most = limit === undefined ? 'NULL' : `(${limit})`
  return `SELECT ${most}::pg_catalog.int8, q.* FROM (${candidates}\n) AS q LIMIT ${mostNarrowing + 1}`
}

/** What can stand for a subquery whose candidates these are; undefined: nothing. */
export function replacementFor(
  { place, skips }: EarlyQuery,
  { columns: [, ...columns], rows: found }: BoundRows,
): Replacement | undefined {
  const names = columns.map(({ typeOid }) => types.get(typeOid))
  const most = found[0]?.[0]
  const exact = found.length === 0 || (!skips && (most === null || found.length <= Number(most)))
  if (names.some((name) => name === undefined) || found.length > mostNarrowing) return undefined
  const rows = found.map(([, ...values]) => values.map((value, i) => constant(value, names[i]!)))
  const text = inPlace(
    place,
    columns.map(({ name }) => name),
    names.map(String),
    rows,
    exact,
  )
  return text === undefined || text.length > longest ? undefined : { text, exact }
}

function inPlace(
  place: EarlyQuery['place'],
  columns: readonly string[],
  [type, ...types]: readonly string[],
  rows: readonly (readonly string[])[],
  exact: boolean,
): string | undefined {
  if (type === undefined) return undefined
  if (place === 'table' || place === 'common table') {
    // Rows that the statement does not have could take others away.
    if (!exact) return undefined
    const none = [type, ...types].map((one) => constant(null, one)).join(', ')
    const list = rows.length === 0 ? `SELECT ${none} WHERE false` : `VALUES ${rows.map(tuple).join(', ')}`
    const table = `(SELECT * FROM (${list}) AS azdo_rows (${columns.map(quoted).join(', ')}))`
    return place === 'table' ? table : ` AS NOT MATERIALIZED ${table}`
  }
  if (types.length > 0) return undefined
  const values = [...new Set(rows.map(([value]) => value!))]
  const array = `ARRAY[${values.join(', ')}]::pg_catalog.${type}[]`
  const [value = constant(null, type)] = values
  switch (place) {
    case 'list':
      return `(${values.join(', ') || value})`
    case 'array':
      return `(${array})`
    default:
      // Of more than one row PostgreSQL says itself that they are too many.
      if (exact) return values.length > 1 ? undefined : `(${value})`
      return place === 'operand' ? ` ANY (${array})` : undefined
  }
}

/** A statement with constants in the place of some of its subqueries. */
export function withReplacements(
  sql: string,
  replacements: readonly { readonly query: EarlyQuery; readonly text: string }[],
): string {
  const bytes = Buffer.from(sql, 'utf8')
  let at = 0
  const parts: string[] = []
  for (const { query, text } of [...replacements].sort((a, b) => a.query.start - b.query.start)) {
    parts.push(bytes.subarray(at, query.start).toString('utf8'), text)
    at = query.end
  }
  return [...parts, bytes.subarray(at).toString('utf8')].join('')
}

/**
 * A part of a statement with those of the statement's parameters that it uses. Undefined where one of them could be
 * taken for another type than in the whole: what a client leaves open follows from where it stands.
 *
 * @param whole all of the statement; the part itself, when it is what is left of one.
 */
export function boundPart(part: string, whole: string, all: BoundParameters): BoundText | undefined {
  const used = [...new Set(parametersIn(part))].sort((a, b) => a - b)
  const format = (at: number) => (all.formats.length > 1 ? all.formats[at] : all.formats[0]) ?? 0
  const elsewhere = parametersIn(whole)
  for (const number of used) {
    const count = (list: readonly number[]) => list.filter((one) => one === number).length
    const open = (all.types[number - 1] ?? 0) === 0
    if (number > all.values.length || (open && count(elsewhere) > count(parametersIn(part)))) return undefined
  }
  const bytes = Buffer.from(part, 'utf8')
  let at = 0
  let sql = ''
  for (const { start, end, text } of tokensOf(part)) {
    const number = parameterNumber(text)
    if (number === undefined) continue
    sql += `${bytes.subarray(at, start).toString('utf8')}$${used.indexOf(number) + 1}`
    at = end
  }
  const parameters = {
    types: used.map((number) => all.types[number - 1] ?? 0),
    formats: used.map((number) => format(number - 1)),
    values: used.map((number) => all.values[number - 1] ?? null),
  }
  return { sql: sql + bytes.subarray(at).toString('utf8'), parameters }
}

function parametersIn(sql: string): readonly number[] {
  return tokensOf(sql).flatMap(({ text }) => parameterNumber(text) ?? [])
}

function parameterNumber(token: string): number | undefined {
  return /^\$\d+$/.test(token) ? Number(token.slice(1)) : undefined
}

function constant(value: string | null, type: string): string {
  if (value === null) return `NULL::pg_catalog.${type}`
  const doubled = value.replaceAll("'", "''")
  const literal = value.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
  return `${literal}::pg_catalog.${type}`
}

function tuple(row: readonly string[]): string {
  return `(${row.join(', ')})`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
