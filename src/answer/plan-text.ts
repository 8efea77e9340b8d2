import type { Catalog } from '../planner/catalog.js'
import { expressionSql } from '../planner/operand.js'
import { planFetch, type PlanOptions } from '../planner/plan-fetch.js'
import { readScans } from '../planner/read-scans.js'
import { unpushed } from '../planner/unpushed.js'
import type { BoundParameters, Shadow } from '../replica/replica.js'
import type { PlannedText } from './planned.js'

/** What of a text decides its plan besides PostgreSQL's plan of it. */
export interface PlanningText {
  readonly sql: string | undefined
  readonly parameters?: BoundParameters | undefined
  /** Whether tables of users hold for every session what the statement will see in them. */
  readonly isolated: boolean
  readonly transactionAgeMs: number
  /** Whether the statement says which projects it means, where the text is only a part of it. */
  readonly mentionsProject?: boolean
  /** False when it may have more rows than the statement: what that limits does not count. */
  readonly limits?: boolean
  /** Whether the number that it counts may be told in place of its rows. */
  readonly counts?: boolean
}

/**
 * What is to be fetched for a text, from PostgreSQL's plan of it.
 *
 * @param session evaluates what of it depends on no table of a connection.
 */
export async function planText(
  explained: unknown,
  { sql, parameters, isolated, transactionAgeMs, mentionsProject, limits, counts }: PlanningText,
  session: Shadow,
  catalog: Catalog,
  options: PlanOptions,
): Promise<PlannedText> {
  const text = sql === undefined ? undefined : { sql, parameters, ownTables: isolated, limits, counts }
  const found = readScans(explained, catalog, text)
  const reading = { ...found, mentionsProject: mentionsProject ?? found.mentionsProject }
  const texts = reading.expressions.map((expression) => expressionSql(expression, transactionAgeMs))
  const values = reading.scans.length === 0 ? [] : await session.evaluate(texts)
  const fetch = planFetch(reading, values, options, catalog)
  const ofOwn = reading.ownTables ?? []
  const holds = async (): Promise<boolean> => {
    const again = await session.evaluate(ofOwn.map((i) => texts[i]!))
    return again.every((value, i) => value === values[ofOwn[i]!])
  }
  return {
    ...fetch,
    unpushed: unpushed(explained, reading, values, fetch.plan),
    ...(ofOwn.length > 0 ? { holds } : {}),
    explained,
    scans: reading.scans.length,
    mentionsProject: reading.mentionsProject,
  }
}
