import type { Build } from '../build/build.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import type { TestOutcome } from './test-outcome.js'
import type { TestConfiguration, TestPlan, TestPoint } from './test-plan.js'

export type RunState =
  'Unspecified' | 'NotStarted' | 'InProgress' | 'Completed' | 'Aborted' | 'Waiting' | 'NeedsInvestigation'

/** A file that was published with a run or a result. Dates are milliseconds since 1970 everywhere. */
export interface TestAttachment {
  id: number
  fileName: string
  comment: string
  type: 'generalAttachment' | 'codeCoverage' | 'consoleLog'
  content: Buffer
  createdAt: number
}

export interface TestRun {
  id: number
  project: Project
  name: string
  state: RunState
  isAutomated: boolean
  /** Absent for most manual runs. */
  build?: Build
  /** What the run was published for: `flavor` and `platform` of the build. */
  platform?: { flavor: string; platform: string }
  /** Present for manual runs. */
  plan?: TestPlan
  comment?: string
  errorMessage?: string
  owner: Person
  createdAt: number
  startedAt?: number
  completedAt?: number
  dueAt?: number
  updatedBy: Person
  updatedAt: number
  revision: number
  tags: string[]
  attachments: TestAttachment[]
  messages: { id: number; text: string; at: number }[]
  /** The result of id 100000 comes first. */
  results: TestResult[]
}

/** How often a test was done with other data, and its steps. */
export interface TestIteration {
  id: number
  outcome: TestOutcome
  startedAt: number
  completedAt: number
  durationInMs: number
  errorMessage: string
  comment?: string
  actions: { path: string; outcome: TestOutcome; startedAt: number; completedAt: number }[]
  parameters: { path: string; name: string; value: string }[]
}

export interface TestResult {
  /** Unique in the run, from 100000 on. */
  id: number
  run: TestRun
  title: string
  outcome: TestOutcome
  state: 'Pending' | 'Queued' | 'InProgress' | 'Paused' | 'Completed' | 'Unspecified'
  /** Names the test across runs. */
  referenceId: number
  /** Present for automated tests. */
  automated?: { name: string; storage: string; type: string; id: string }
  /** Present for manual tests. */
  point?: TestPoint
  configuration?: TestConfiguration
  startedAt?: number
  completedAt?: number
  durationInMs: number
  errorMessage?: string
  stackTrace?: string
  comment?: string
  computerName?: string
  priority: number
  owner?: Person
  runBy: Person
  createdAt: number
  updatedBy: Person
  updatedAt: number
  revision: number
  failureType: string
  /** Ids of work items. */
  bugs: number[]
  attachments: TestAttachment[]
  iterations: TestIteration[]
}

export const firstResultId = 100_000

/** The id of the next result of a run. */
export function nextResultId({ results }: TestRun): number {
  return (results.at(-1)?.id ?? firstResultId - 1) + 1
}

/** A result by id; they are in the order of their ids, mostly without gaps. */
export function resultOf({ results }: TestRun, id: number): TestResult | undefined {
  const likely = results[id - firstResultId]
  return likely?.id === id ? likely : results.find((result) => result.id === id)
}
