import type { FetchPlan, ScanPlan } from '../planner/fetch-plan.js'
import type { UnpushedCondition } from '../planner/unpushed.js'

/** What one statement needs. */
export interface Planned {
  readonly plan: FetchPlan
  /** Whether it reads the default project only. */
  readonly confined: boolean
  /** Conditions that no request carries, and why. */
  readonly unpushed: readonly UnpushedCondition[]
  /** Present when it follows from rows in tables of users, or in those read first: whether these are still the same. */
  readonly holds?: (() => Promise<boolean>) | undefined
  /** Present when the rows that `plan` brings tell what else is needed: to be called once it is fetched. */
  readonly rest?: (() => Promise<Planned>) | undefined
  /** Scans that are read before others, each with the subquery that it is for. */
  readonly early?: ReadonlyMap<ScanPlan, string>
}

/** A text's plan, and what it was read from. */
export interface PlannedText extends Planned {
  /** PostgreSQL's plan of it. */
  readonly explained: unknown
  /** How many scans of tables of connections that has; none: nothing is needed. */
  readonly scans: number
  readonly mentionsProject: boolean
}
