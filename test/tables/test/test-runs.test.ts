import { expect, it } from 'vitest'
import { testRuns } from '../../../src/tables/test/test-runs.js'
import { fabrikam, inFabrikam, isJamal, jamal, rowOf, valuesOf } from '../row-of.js'

it('a run with all that it can have; ids of references are texts', () => {
  const runStatistics = [{ state: 'Completed', outcome: 'Passed', count: 3 }]
  const pipelineReference = { pipelineId: 5 }
  const payload = {
    id: 11,
    name: 'Nightly',
    url: 'u',
    webAccessUrl: 'w',
    isAutomated: true,
    iteration: 'Fabrikam',
    owner: jamal,
    startedDate: '2026-01-31T08:00:00Z',
    completedDate: '2026-01-31T08:10:00Z',
    createdDate: '2026-01-31T07:59:00Z',
    dueDate: '2026-02-01T00:00:00Z',
    state: 'Completed',
    substate: 'none',
    plan: { id: '4', name: 'Plan' },
    build: { id: '5', name: '20260131.2', url: 'b' },
    buildConfiguration: {
      buildDefinitionId: 9,
      branchName: 'refs/heads/main',
      sourceVersion: 'abc',
      platform: 'x64',
      flavor: 'debug',
    },
    release: { id: 6, name: 'Release-6' },
    lastUpdatedBy: jamal,
    lastUpdatedDate: '2026-01-31T08:11:00Z',
    totalTests: 7,
    passedTests: 3,
    incompleteTests: 1,
    notApplicableTests: 2,
    unanalyzedTests: 1,
    runStatistics,
    comment: 'c',
    errorMessage: 'e',
    pipelineReference,
    revision: 8,
  }
  expect(rowOf(testRuns, payload, { parent: fabrikam })).toEqual({
    id: 11,
    name: 'Nightly',
    ...inFabrikam,
    state: 'Completed',
    substate: 'none',
    is_automated: true,
    build_id: 5,
    build: '20260131.2',
    definition_id: 9,
    source_branch: 'refs/heads/main',
    source_version: 'abc',
    platform: 'x64',
    flavor: 'debug',
    plan_id: 4,
    plan: 'Plan',
    release_id: 6,
    ...isJamal('owner'),
    created_date: '2026-01-31T07:59:00.000000Z',
    started_date: '2026-01-31T08:00:00.000000Z',
    completed_date: '2026-01-31T08:10:00.000000Z',
    due_date: '2026-02-01T00:00:00.000000Z',
    ...isJamal('last_updated_by'),
    last_updated_date: '2026-01-31T08:11:00.000000Z',
    total_tests: 7,
    passed_tests: 3,
    incomplete_tests: 1,
    not_applicable_tests: 2,
    unanalyzed_tests: 1,
    run_statistics: runStatistics,
    iteration: 'Fabrikam',
    comment: 'c',
    error_message: 'e',
    pipeline_reference: pipelineReference,
    revision: 8,
    web_url: 'w',
    url: 'u',
  })
})

it('a run that has not begun', () => {
  const payload = { id: 11, name: 'By hand', state: 'NotStarted', startedDate: '0001-01-01T00:00:00' }
  expect(valuesOf(testRuns, payload, { parent: fabrikam })).toEqual({
    id: 11,
    name: 'By hand',
    ...inFabrikam,
    state: 'NotStarted',
    is_automated: false,
  })
})
