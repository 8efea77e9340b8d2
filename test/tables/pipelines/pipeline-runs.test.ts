import { expect, it } from 'vitest'
import { pipelineRuns } from '../../../src/tables/pipelines/pipeline-runs.js'
import { inFabrikam, rowOf } from '../row-of.js'

const parent = { id: '9', name: 'CI', ...inFabrikam }
const running = {
  id: 5,
  name: '20260131.2',
  state: 'inProgress',
  createdDate: '2026-01-31T08:00:00Z',
  url: 'u',
}
const expected = {
  id: 5,
  pipeline_id: 9,
  pipeline: 'CI',
  ...inFabrikam,
  name: '20260131.2',
  state: 'inProgress',
  result: null,
  created_date: '2026-01-31T08:00:00.000000Z',
  finished_date: null,
  pipeline_revision: null,
  template_parameters: null,
  variables: null,
  web_url: null,
  url: 'u',
}

it('a run that goes on, and one that is done', () => {
  expect(rowOf(pipelineRuns, running, { parent })).toEqual(expected)
  const done = {
    ...running,
    _links: { web: { href: 'w' } },
    pipeline: { id: 9, name: 'CI of then', revision: 3 },
    state: 'completed',
    result: 'failed',
    finishedDate: '2026-01-31T08:02:00Z',
    templateParameters: { a: 'b' },
    variables: { v: { value: '1' } },
  }
  expect(rowOf(pipelineRuns, done, { parent })).toEqual({
    ...expected,
    state: 'completed',
    result: 'failed',
    finished_date: '2026-01-31T08:02:00.000000Z',
    pipeline_revision: 3,
    template_parameters: { a: 'b' },
    variables: { v: { value: '1' } },
    web_url: 'w',
  })
})
