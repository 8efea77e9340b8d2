import type { FetchParts, ScanTrace } from '../fetch/fetch-parts.js'
import { openFetch } from '../fetch/run-fetch.js'
import type { FetchPlan } from '../planner/fetch-plan.js'
import type { Burst } from './bursts.js'
import type { Planned } from './planned.js'

/** What reading in steps stands on. */
export interface Steps {
  readonly parts: FetchParts
  /** Hears what was read. */
  readonly traces: ScanTrace[]
  /** Hears how many rows there are, where the plan wants no more and the service has told. */
  onCounted(rows: number): void
  /** Enters a step, from 1 on, together with equal statements that come to it at the same time. */
  enter(step: number): Burst
}

/**
 * Fetches a plan, then what the rows it brought make needed (Planned.rest), until nothing is left. Gives the statements
 * with all that was planned for them. Errors: those of the service and of the database.
 *
 * @param first what the statements need at once, together.
 */
export async function readInSteps<P extends Planned>(
  first: FetchPlan,
  statements: readonly P[],
  { parts, traces, onCounted, enter }: Steps,
): Promise<readonly P[]> {
  const read = async (
    step: number,
    plan: () => FetchPlan | Promise<FetchPlan>,
    before: Before,
  ): Promise<Before> => {
    const burst = enter(step)
    try {
      const opened = await openFetch(await plan(), parts, before)
      burst.leave()
      await burst.others(parts.signal)
      traces.push(...(await opened.run()))
      const counted = opened.counted()
      if (counted !== undefined) onCounted(counted)
      return opened.reads()
    } finally {
      burst.leave()
    }
  }
  const atOnce = await read(1, () => first, [])
  const further = async (statement: P): Promise<P> => {
    let [whole, before] = [statement, atOnce]
    for (let step = 2; whole.rest; step++) {
      const { rest, plan, unpushed, early = [] } = whole
      const planned = async (): Promise<FetchPlan> => {
        const next = await rest()
        whole = {
          ...whole,
          plan: { scans: [...plan.scans, ...next.plan.scans] },
          unpushed: [...unpushed, ...next.unpushed],
          early: new Map([...early, ...(next.early ?? [])]),
          rest: next.rest,
          holds: next.holds,
        }
        return next.plan
      }
      before = await read(step, planned, before)
    }
    return whole
  }
  return Promise.all(statements.map(further))
}

type Before = ReturnType<Awaited<ReturnType<typeof openFetch>>['reads']>
