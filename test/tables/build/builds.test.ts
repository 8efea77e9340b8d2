import { expect, it } from 'vitest'
import { builds } from '../../../src/tables/build/builds.js'
import { fabrikam, inFabrikam, isJamal, jamal, rowOf, valuesOf } from '../row-of.js'

const waiting = {
  id: 5,
  buildNumber: '20260131.2',
  status: 'notStarted',
  queueTime: '2026-01-31T08:00:00.1234567Z',
  definition: { id: 9, name: 'CI', path: '\\Web', revision: 3, project: fabrikam },
  project: fabrikam,
  reason: 'manual',
  url: 'u',
}
const expected = {
  id: 5,
  build_number: '20260131.2',
  definition_id: 9,
  definition: 'CI',
  definition_path: '\\Web',
  definition_revision: 3,
  ...inFabrikam,
  status: 'notStarted',
  reason: 'manual',
  queue_time: '2026-01-31T08:00:00.123456Z',
  tags: [],
  retained_by_release: false,
  url: 'u',
}

it('a build that waits has no result and no times', () => {
  expect(valuesOf(builds, waiting)).toEqual(expected)
})

it('a build that is done', () => {
  const payload = {
    ...waiting,
    _links: { web: { href: 'w' } },
    status: 'completed',
    result: 'partiallySucceeded',
    startTime: '2026-01-31T08:01:00Z',
    finishTime: '2026-01-31T08:02:00Z',
    lastChangedDate: '2026-01-31T08:03:00Z',
    sourceBranch: 'refs/heads/main',
    sourceVersion: 'abc',
    repository: { id: 'fabrikam/web', name: 'fabrikam/web', type: 'GitHub', clean: null },
    requestedFor: jamal,
    requestedBy: jamal,
    lastChangedBy: jamal,
    priority: 'normal',
    queuePosition: 1,
    queue: { id: 2, name: 'Default', pool: { id: 3, name: 'Hosted' } },
    tags: ['nightly'],
    parameters: '{"system.debug":"true"}',
    templateParameters: { a: 'b' },
    triggerInfo: { 'ci.message': 'm' },
    triggeredByBuild: { id: 4 },
    validationResults: [],
    retainedByRelease: true,
    uri: 'vstfs:///Build/Build/5',
  }
  expect(rowOf(builds, payload)).toEqual({
    ...expected,
    status: 'completed',
    result: 'partiallySucceeded',
    start_time: '2026-01-31T08:01:00.000000Z',
    finish_time: '2026-01-31T08:02:00.000000Z',
    last_changed_date: '2026-01-31T08:03:00.000000Z',
    source_branch: 'refs/heads/main',
    source_version: 'abc',
    repository_id: 'fabrikam/web',
    repository: 'fabrikam/web',
    repository_type: 'GitHub',
    ...isJamal('requested_for'),
    ...isJamal('requested_by'),
    ...isJamal('last_changed_by'),
    priority: 'normal',
    queue_position: 1,
    queue_id: 2,
    queue: 'Default',
    pool_id: 3,
    pool: 'Hosted',
    tags: ['nightly'],
    parameters: { 'system.debug': 'true' },
    template_parameters: { a: 'b' },
    trigger_info: { 'ci.message': 'm' },
    triggered_by_build_id: 4,
    validation_results: [],
    retained_by_release: true,
    uri: 'vstfs:///Build/Build/5',
    web_url: 'w',
  })
})

it('parameters that are no JSON stay a text', () => {
  expect(rowOf(builds, { ...waiting, parameters: '{half' }).parameters).toBe('{half')
})
