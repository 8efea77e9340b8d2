import { guid, mix, streams } from '../random.js'
import { stateOf, stopMoment, type Build } from './build.js'
import { contentOf } from './definition.js'
import { planOf, type PlannedStage, type PlannedTask } from './run-plan.js'

export type RecordResult = 'succeeded' | 'succeededWithIssues' | 'failed' | 'canceled' | 'skipped'

export interface Issue {
  type: 'error' | 'warning'
  category: string
  message: string
}

/** A stage, job or task of a build. Dates are milliseconds since 1970. */
export interface TimelineRecord {
  id: string
  parentId: string | null
  type: 'Stage' | 'Checkpoint' | 'Phase' | 'Job' | 'Task'
  name: string
  refName: string | null
  identifier: string | null
  order: number
  state: 'pending' | 'inProgress' | 'completed'
  /** Null until completed. */
  result: RecordResult | null
  startedAt: number | null
  finishedAt: number | null
  issues: Issue[]
  task?: PlannedTask['task']
  /** Number of its log; null when it has none (yet). */
  log: number | null
  attempt: number
}

/** The fate of one task of the plan. */
interface Unit {
  from: number
  to: number
  result: RecordResult
}

/**
 * What a build has run until `now`; undefined when nothing was ever planned because its YAML could not be read
 * (the service has no timeline then, facts 6).
 */
export function timelineOf(seed: number, build: Build, now: number): TimelineRecord[] | undefined {
  if (build.yamlError !== undefined) return undefined
  const state = stateOf(build, now)
  const { startedAt } = state
  const stages = planOf(build.definition)
  const units = unitsOf(seed, build, stages, startedAt, state.finishedAt)
  // A build held in progress stays in its middle.
  const moment = build.held && !build.canceled ? build.startAt + (build.finishAt - build.startAt) / 2 : now
  const at =
    build.live || build.held || build.canceled ? Math.min(moment, state.finishedAt ?? moment) : Infinity
  const yaml = contentOf(build.definition).process.type === 2
  const records: TimelineRecord[] = []
  let logs = 0
  let unit = 0
  let serial = 0
  const add = (
    type: TimelineRecord['type'],
    name: string,
    refName: string | null,
    parent: TimelineRecord | undefined,
    order: number,
  ): TimelineRecord => {
    const record: TimelineRecord = {
      id: guid(seed, streams.buildTimeline, build.id, build.attempt, ++serial),
      parentId: parent?.id ?? null,
      type,
      name,
      refName,
      identifier: refName === null ? null : parent?.identifier ? `${parent.identifier}.${refName}` : refName,
      order,
      state: 'pending',
      result: null,
      startedAt: null,
      finishedAt: null,
      issues: [],
      log: null,
      attempt: build.attempt,
    }
    records.push(record)
    return record
  }

  for (const [stageAt, stage] of stages.entries()) {
    const stageRecord = yaml ? add('Stage', stage.name, stage.refName, undefined, stageAt + 1) : undefined
    if (stageRecord) {
      const checkpoint = add('Checkpoint', 'Checkpoint', null, stageRecord, 0)
      const first = units[unit] as Unit
      settle(
        checkpoint,
        [{ ...first, to: first.from, result: first.result === 'skipped' ? 'skipped' : 'succeeded' }],
        at,
      )
    }
    const firstOfStage = unit
    for (const [jobAt, job] of stage.jobs.entries()) {
      const phase = add('Phase', job.name, job.refName, stageRecord, jobAt + 1)
      const jobRecord = add('Job', job.name, '__default', phase, 1)
      const firstOfJob = unit
      for (const [taskAt, planned] of job.tasks.entries()) {
        const record = add('Task', planned.name, null, jobRecord, taskAt + 1)
        if (planned.task) record.task = planned.task
        const own = units[unit++] as Unit
        settle(record, [own], at)
        if (record.startedAt !== null && record.finishedAt !== null) record.log = ++logs
        if (record.result === 'failed') record.issues.push(failure(planned.name))
        if (record.result === 'succeededWithIssues') record.issues.push(warning)
      }
      settle(jobRecord, units.slice(firstOfJob, unit), at)
      settle(phase, units.slice(firstOfJob, unit), at)
      if (jobRecord.state === 'completed' && jobRecord.startedAt !== null) jobRecord.log = ++logs
    }
    if (stageRecord) settle(stageRecord, units.slice(firstOfStage, unit), at)
  }
  return records
}

const warning: Issue = {
  type: 'warning',
  category: 'General',
  message: 'warning CS0618: „Größe“ is obsolete: use <Size> instead',
}

function failure(name: string): Issue {
  return {
    type: 'error',
    category: 'General',
    message: `${name}: process exited with code 1: 'größe' ≠ "size"\n  at line 3`,
  }
}

/** Sets state, result and times of what consists of these units, as of a moment. */
function settle(record: TimelineRecord, units: readonly Unit[], at: number): void {
  const ran = units.filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to))
  const from = Math.min(...ran.map((one) => one.from))
  const to = Math.max(...ran.map((one) => one.to))
  const begun = ran.length > 0 && from <= at
  const waits = units.some((one) => one.from === Infinity)
  if (ran.length === 0) {
    if (waits) return
    record.state = 'completed'
    record.result = units[0]?.result ?? 'skipped'
    return
  }
  if (!begun) return
  record.startedAt = from
  if (to > at || waits) {
    record.state = 'inProgress'
    return
  }
  record.state = 'completed'
  record.finishedAt = to
  record.result = worst(units)
}

const severity: readonly RecordResult[] = [
  'skipped',
  'succeeded',
  'succeededWithIssues',
  'canceled',
  'failed',
]

function worst(units: readonly Unit[]): RecordResult {
  return units.reduce<RecordResult>(
    (most, { result }) => (severity.indexOf(result) > severity.indexOf(most) ? result : most),
    'skipped',
  )
}

/** When each task of the plan runs and how it ends; infinite times for what does not run (yet), NaN for what never will. */
function unitsOf(
  seed: number,
  build: Build,
  stages: readonly PlannedStage[],
  startedAt: number | undefined,
  finishedAt: number | undefined,
): Unit[] {
  const jobs = stages.flatMap((stage) => stage.jobs)
  const count = jobs.reduce((sum, job) => sum + job.tasks.length, 0)
  if (startedAt === undefined) {
    const never = finishedAt !== undefined
    return Array.from({ length: count }, () => ({
      from: never ? NaN : Infinity,
      to: never ? NaN : Infinity,
      result: never ? ('canceled' as const) : ('succeeded' as const),
    }))
  }
  const { result } = build
  // The task that goes wrong: neither the first nor the last of its job.
  const first = jobs[mix(seed, streams.buildTimeline, build.id) % jobs.length]
  const before = jobs
    .slice(0, first ? jobs.indexOf(first) : 0)
    .reduce((sum, job) => sum + job.tasks.length, 0)
  const wrong =
    before + 1 + (mix(seed, streams.buildTimeline, build.id, 1) % Math.max(1, (first?.tasks.length ?? 3) - 2))
  const stops = result === 'failed' || result === 'canceled'
  const running = stops ? wrong + 1 : count
  const width = (build.finishAt - startedAt) / running
  // Who cancels a build cuts off its plan.
  const cut = build.canceled ? stopMoment(build.canceled.at) : Infinity
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor(startedAt + at * width)
    if (at >= running || from >= cut)
      return { from: NaN, to: NaN, result: from >= cut || result === 'canceled' ? 'canceled' : 'skipped' }
    const to = at === running - 1 ? build.finishAt : Math.floor(startedAt + (at + 1) * width)
    if (to > cut) return { from, to: cut, result: 'canceled' }
    return { from, to, result: at === wrong ? ending(result) : 'succeeded' }
  })
}

function ending(result: Build['result']): RecordResult {
  return result === 'partiallySucceeded' ? 'succeededWithIssues' : result
}
