import type { Client } from 'pg'
import { boundRows, type BoundRows } from './bound-rows.js'
import { boundQuery, type BoundParameters } from './explain-query.js'
import { createTurns } from './turns.js'

/**
 * A session that plans a client's statements beside the client's own, logged in as the client role: functions of users
 * that run while planning gain no rights. It can only read. Calls are run one after the other.
 */
export interface Shadow {
  /** Gives the session the client's settings (`search_path`, `TimeZone` …). All or none. Throws PostgreSQL's error. */
  apply(settings: Record<string, string>): Promise<void>
  /**
   * The plan of the statement, as EXPLAIN (FORMAT JSON, VERBOSE, COSTS OFF) gives it, with every filter in `Filter`.
   * Throws PostgreSQL's own error (pg's DatabaseError) when it cannot be planned.
   */
  explain(sql: string, parameters?: BoundParameters): Promise<unknown>
  /** The plan whatever the parameters will be: they stay `$1` in it. From PostgreSQL 16 on; older ones throw. */
  explainGeneric(sql: string): Promise<unknown>
  /** The plan of a statement that executes what this PREPARE names. */
  explainPrepared(prepare: string, sql: string): Promise<unknown>
  /** Each expression's value in PostgreSQL's text form; null when it is null or fails. */
  evaluate(expressions: readonly string[]): Promise<(string | null)[]>
  /** What a query returns over the rows held now. Throws PostgreSQL's error. */
  rows(sql: string, parameters?: BoundParameters): Promise<BoundRows>
  close(): Promise<void>
}

/**
 * Startup options of a shadow. Scans that would hide conditions in other fields than `Filter` are off; a lock that
 * another session holds must not stop planning for long.
 */
export const shadowOptions = Object.entries({
  enable_indexscan: 'off',
  enable_indexonlyscan: 'off',
  enable_bitmapscan: 'off',
  enable_tidscan: 'off',
  enable_memoize: 'off',
  max_parallel_workers_per_gather: '0',
  plan_cache_mode: 'force_custom_plan',
  lock_timeout: '2s',
  statement_timeout: '30s',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  default_transaction_read_only: 'on',
})
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ')

const none: BoundParameters = { types: [], formats: [], values: [] }

export function createShadow(client: Client): Shadow {
  const applied = new Map<string, string>()
  const inTurn = createTurns()

  const texts = async (expressions: readonly string[]): Promise<(string | null)[]> => {
    const list = expressions.map((expression) => `(${expression}\n)::text`).join(', ')
    // The extended protocol takes one statement only, whatever an expression holds.
    const text = `SELECT ${list}`
    const result = await client.query<(string | null)[]>({
      text,
      rowMode: 'array',
      queryMode: 'extended',
    } as never)
    return result.rows[0] ?? expressions.map(() => null)
  }

  const explain = async (sql: string, parameters: BoundParameters): Promise<unknown> => {
    const text = `EXPLAIN (FORMAT JSON, VERBOSE, COSTS OFF) ${sql}`
    const { query, result } = boundQuery(text, parameters)
    client.query(query as never)
    return JSON.parse((await result) ?? 'null') as unknown
  }

  return {
    apply: (settings) =>
      inTurn(async () => {
        const changed = Object.entries(settings).filter(([name, value]) => applied.get(name) !== value)
        if (changed.length === 0) return
        const calls = changed.map((_, i) => `pg_catalog.set_config($${2 * i + 1}, $${2 * i + 2}, false)`)
        await client.query(`SELECT ${calls.join(', ')}`, changed.flat())
        for (const [name, value] of changed) applied.set(name, value)
      }),
    explain: (sql, parameters = none) => inTurn(() => explain(sql, parameters)),
    explainGeneric: (sql) =>
      inTurn(async () => {
        // By the simple protocol: the extended one would ask for the parameters.
        const text = `EXPLAIN (FORMAT JSON, VERBOSE, COSTS OFF, GENERIC_PLAN) ${sql}`
        const { rows } = await client.query<[unknown]>({ text, rowMode: 'array' })
        return rows[0]?.[0]
      }),
    explainPrepared: (prepare, sql) =>
      inTurn(async () => {
        await client.query('DEALLOCATE ALL')
        await client.query(prepare)
        return explain(sql, none)
      }),
    evaluate: (expressions) =>
      inTurn(async () => {
        if (expressions.length === 0) return []
        try {
          return await texts(expressions)
        } catch {
          const values: (string | null)[] = []
          for (const expression of expressions) {
            values.push(
              await texts([expression]).then(
                ([value]) => value ?? null,
                () => null,
              ),
            )
          }
          return values
        }
      }),
    rows: (sql, parameters = none) =>
      inTurn(() => {
        const { query, result } = boundRows(sql, parameters)
        client.query(query as never)
        return result
      }),
    close: () => client.end(),
  }
}
