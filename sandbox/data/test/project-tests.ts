import type { Build } from '../build/build.js'
import type { Person } from '../people.js'
import type { TestConfiguration, TestPlan, TestPoint, TestSuite, TestVariable } from './test-plan.js'
import type { TestRun } from './test-run.js'
import type { TestSession } from './test-session.js'

/** The tests of one project, each kind by id. */
export interface ProjectTests {
  readonly configurations: Map<number, TestConfiguration>
  readonly variables: Map<number, TestVariable>
  readonly plans: Map<number, TestPlan>
  /** Of all plans, roots included. */
  readonly suites: Map<number, TestSuite>
  readonly points: Map<number, TestPoint>
  readonly runs: Map<number, TestRun>
  /** Kept with `runs` (see `addRun`). */
  readonly runsOfBuild: Map<Build, TestRun[]>
  readonly sessions: Map<number, TestSession>
  /** Kinds of failures people added to those there always are; names by id. */
  readonly failureTypes: Map<number, string>
  /** Branches on which tests are known to be flaky, by the test's reference. */
  readonly flaky: Map<number, { branch: string; isFlaky: boolean }[]>
  /** Coverage that was published for builds, beyond what came with them. */
  readonly published: Map<Build, { flavor: string; platform: string; stats: CoverageStatistic[] }[]>
  retention: { automatedDays: number; manualDays: number; updatedBy: Person; updatedAt: number }
}

/** How much of something (lines, blocks) tests reached. */
export interface CoverageStatistic {
  label: string
  position: number
  total: number
  covered: number
}

/** Puts a run where it is looked for. */
export function addRun({ runs, runsOfBuild }: ProjectTests, run: TestRun): void {
  runs.set(run.id, run)
  if (!run.build) return
  const siblings = runsOfBuild.get(run.build)
  if (siblings) siblings.push(run)
  else runsOfBuild.set(run.build, [run])
}

/** Takes a run away, with what points know of it left as it is. */
export function removeRun({ runs, runsOfBuild }: ProjectTests, run: TestRun): void {
  runs.delete(run.id)
  const siblings = run.build && runsOfBuild.get(run.build)
  siblings?.splice(siblings.indexOf(run), 1)
}
