/** How a column's values are shown, compared and drawn. */
export type ColumnKind = 'number' | 'time' | 'date' | 'boolean' | 'json' | 'array' | 'text'

const numbers = new Set([
  'smallint',
  'integer',
  'bigint',
  'int2',
  'int4',
  'int8',
  'numeric',
  'decimal',
  'real',
  'double precision',
  'float4',
  'float8',
  'oid',
])
const times = new Set(['timestamptz', 'timestamp', 'timestamp with time zone', 'timestamp without time zone'])

/** The kind of a PostgreSQL type, by any of its names; what is unknown is text. */
export function columnKind(type: string): ColumnKind {
  const name = type.toLowerCase().replace(/\(.*\)/, '')
  if (name.endsWith('[]') || name.startsWith('_')) return 'array'
  if (numbers.has(name)) return 'number'
  if (times.has(name)) return 'time'
  if (name === 'date') return 'date'
  if (name === 'bool' || name === 'boolean') return 'boolean'
  return name === 'json' || name === 'jsonb' ? 'json' : 'text'
}
