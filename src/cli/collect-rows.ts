import type { GatewaySession } from '../client/gateway-session.js'
import type { ResultField } from '../client/run-statements.js'

/** A whole small result. */
export interface CollectedRows {
  readonly fields: readonly ResultField[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** Runs one statement whose result is known to be small. Errors as GatewaySession.run. */
export async function collectRows(
  session: GatewaySession,
  sql: string,
  stop?: AbortSignal,
): Promise<CollectedRows> {
  let fields: readonly ResultField[] = []
  const rows: (string | null)[][] = []
  await session.run(
    sql,
    {
      fields: (described) => void (fields = described),
      row: (values) => rows.push([...values]) > 0,
      complete: () => undefined,
      copied: () => true,
      drained: () => Promise.resolve(),
    },
    stop,
  )
  return { fields, rows }
}
