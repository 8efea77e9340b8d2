import { ApiError } from '../api/api-error.js'
import { api } from '../api/endpoints.js'
import { readExplain, type ExplainedScan } from './explain-scans.js'

/** What the gateway's EXPLAIN says of a statement's reads. Throws ApiError. */
export async function readPlan(
  {
    connection,
    sql,
    parameters,
  }: { connection: string; sql: string; parameters: readonly (string | null)[] },
  signal: AbortSignal,
): Promise<readonly ExplainedScan[]> {
  const body = {
    connection,
    sql: `explain (format json, costs off) ${sql}`,
    maxRows: 1,
    ...(parameters.length > 0 && { parameters: [...parameters] }),
  }
  let document = ''
  for await (const line of api.query(body, signal)) {
    if ('rows' in line) document += line.rows[0]?.[0] ?? ''
    if ('error' in line) throw new ApiError(line.error.code, line.error.message, { hint: line.error.hint })
  }
  const scans = readExplain(document)
  if (scans === undefined) throw new ApiError('UNKNOWN', 'The answer of EXPLAIN could not be read.')
  return scans
}
