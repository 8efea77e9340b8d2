import type pg from 'pg'
import type { ColumnType } from '../../../src/tables/table-definition.js'
import type { Parameter } from './query-scope.js'
import type { Random } from './random.js'
import type { Statement } from './statements.js'

/** How a statement is sent, and how its values come back. */
export interface Sending {
  readonly way: 'simple' | 'extended' | 'named'
  readonly binaryParameters: boolean
  readonly binaryResults: boolean
}

/** Rows with their values as text or hex; or the SQLSTATE by which it failed, with the message. */
export type Outcome =
  | { readonly rows: readonly string[]; readonly error?: undefined }
  | { readonly error: string; readonly code: string }

export function randomSending(random: Random, { parameters }: Statement): Sending {
  const way =
    parameters.length > 0
      ? random.pick(['extended', 'extended', 'named'] as const)
      : random.pick(['simple', 'simple', 'extended'] as const)
  return { way, binaryParameters: random.chance(2), binaryResults: way !== 'simple' && random.chance(3) }
}

let named = 0

/** Runs it and gives what came. */
export async function runStatement(
  client: pg.Client,
  statement: Statement,
  sending: Sending,
): Promise<Outcome> {
  const { sql, parameters } = statement
  const values = parameters.map((one) => (sending.binaryParameters ? (binaryOf(one) ?? one.text) : one.text))
  const config = {
    text: sql,
    rowMode: 'array' as const,
    binary: sending.binaryResults,
    types: {
      getTypeParser: () => (value: unknown) => (Buffer.isBuffer(value) ? value.toString('hex') : value),
    },
    ...(sending.way === 'simple' ? {} : { values, queryMode: 'extended' as const }),
    ...(sending.way === 'named' ? { name: `s${++named}` } : {}),
  }
  try {
    const run = () => client.query<unknown[]>(config as unknown as pg.QueryArrayConfig)
    if (sending.way === 'named') await run()
    const { rows } = await run()
    return { rows: rows.map((row) => JSON.stringify(row)) }
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message: string }
    return { code: code ?? 'none', error: message }
  }
}

/** What is different, in words; undefined when both are the same. */
export function difference(plain: Outcome, live: Outcome, ordered: boolean): string | undefined {
  if (plain.error !== undefined || live.error !== undefined) {
    if (plain.error !== undefined && live.error !== undefined && plain.code === live.code) return undefined
    return `plain: ${wordsOf(plain)}\nlive:  ${wordsOf(live)}`
  }
  if (ordered ? plain.rows.join() === live.rows.join() : sorted(plain.rows) === sorted(live.rows))
    return undefined
  const missing = without(plain.rows, live.rows)
  const surplus = without(live.rows, plain.rows)
  const some = (rows: readonly string[]) =>
    rows
      .slice(0, 5)
      .map((row) => `  ${row.slice(0, 500)}`)
      .join('\n')
  return [
    `plain: ${plain.rows.length} rows, live: ${live.rows.length} rows`,
    missing.length > 0 ? `only in plain (${missing.length}):\n${some(missing)}` : '',
    surplus.length > 0 ? `only in live (${surplus.length}):\n${some(surplus)}` : '',
    missing.length + surplus.length === 0
      ? `another order:\n${some(plain.rows)}\nlive:\n${some(live.rows)}`
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function wordsOf(outcome: Outcome): string {
  return outcome.error === undefined ? `${outcome.rows.length} rows` : `${outcome.code} ${outcome.error}`
}

function sorted(rows: readonly string[]): string {
  return [...rows].sort().join('\n')
}

function without(rows: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const row of taken) left.set(row, (left.get(row) ?? 0) + 1)
  return rows.filter((row) => {
    const count = left.get(row) ?? 0
    left.set(row, count - 1)
    return count <= 0
  })
}

/** A value as binary parameters have it (PostgreSQL source, the types' send functions); undefined: as text. */
function binaryOf({ text, type }: Parameter): Buffer | undefined {
  const made: Partial<Record<ColumnType, () => Buffer>> = {
    text: () => Buffer.from(text),
    boolean: () => Buffer.from([/^t/.test(text) ? 1 : 0]),
    uuid: () => Buffer.from(text.replaceAll('-', ''), 'hex'),
    integer: () => numberIn(4, (buffer) => buffer.writeInt32BE(Number(text))),
    bigint: () => numberIn(8, (buffer) => buffer.writeBigInt64BE(BigInt(text))),
    'double precision': () => numberIn(8, (buffer) => buffer.writeDoubleBE(Number(text))),
  }
  return made[type]?.()
}

function numberIn(bytes: number, write: (buffer: Buffer) => unknown): Buffer {
  const buffer = Buffer.alloc(bytes)
  write(buffer)
  return buffer
}
