import { expect, it } from 'vitest'
import { rowsIn } from '../../../src/fetch/rows-in.js'
import { buildTimelineRecords } from '../../../src/tables/build/build-timeline-records.js'
import { inFabrikam, rowOf, valuesOf } from '../row-of.js'

const parent = { id: '5', ...inFabrikam }
const job = {
  id: '12F1170F-54F2-53F3-20DD-22FC7DFF55F9',
  parentId: null,
  type: 'Job',
  name: 'Job 1',
  startTime: null,
  state: 'pending',
  result: null,
  log: null,
  task: null,
  lastModified: '0001-01-01T00:00:00',
  attempt: 1,
}

it('a record that has not begun', () => {
  expect(valuesOf(buildTimelineRecords, job, { parent })).toEqual({
    build_id: 5,
    ...inFabrikam,
    id: job.id.toLowerCase(),
    type: 'Job',
    name: 'Job 1',
    state: 'pending',
    attempt: 1,
  })
})

it('a record that is done', () => {
  const done = {
    ...job,
    type: 'Task',
    parentId: '22f1170f-54f2-53f3-20dd-22fc7dff55f9',
    identifier: 'Job1.Task',
    refName: 'Task1',
    order: 2,
    state: 'completed',
    result: 'failed',
    resultCode: 'x',
    startTime: '2026-01-31T08:01:00Z',
    finishTime: '2026-01-31T08:02:00Z',
    currentOperation: 'none',
    percentComplete: 100,
    previousAttempts: [],
    workerName: 'Agent 1',
    queueId: 2,
    errorCount: 1,
    warningCount: 0,
    issues: [{ type: 'error', message: 'no' }],
    log: { id: 7, type: 'Container', url: 'l' },
    task: { id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9', name: 'CmdLine', version: '2.1' },
    details: { id: 't' },
    lastModified: '2026-01-31T08:02:01Z',
    changeId: 12,
  }
  expect(rowOf(buildTimelineRecords, done, { parent })).toEqual({
    build_id: 5,
    ...inFabrikam,
    id: job.id.toLowerCase(),
    parent_id: done.parentId,
    type: 'Task',
    name: 'Job 1',
    identifier: 'Job1.Task',
    ref_name: 'Task1',
    record_order: 2,
    state: 'completed',
    result: 'failed',
    result_code: 'x',
    start_time: '2026-01-31T08:01:00.000000Z',
    finish_time: '2026-01-31T08:02:00.000000Z',
    current_operation: 'none',
    percent_complete: 100,
    attempt: 1,
    previous_attempts: [],
    worker_name: 'Agent 1',
    queue_id: 2,
    error_count: 1,
    warning_count: 0,
    issues: done.issues,
    log_id: 7,
    log_url: 'l',
    task_id: done.task.id,
    task: 'CmdLine',
    task_version: '2.1',
    details: { id: 't' },
    last_modified: '2026-01-31T08:02:01.000000Z',
    change_id: 12,
  })
})

it('a build without a timeline has no records', () => {
  expect([...rowsIn({ records: null }, { single: true, each: 'records' })]).toEqual([])
})
