import { integer, json, text, timestamp, uuid } from '../columns.js'
import { toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'

export const pipelineRuns = defineTable({
  name: 'pipeline_runs',
  area: 'pipelines',
  about: 'A run of a pipeline; the build of the same number, in fewer words.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/{project_id}/_apis/pipelines/{id}/runs',
      paging: { style: 'none', most: 10_000 },
      empty: [404],
      doc: 'Pipelines / Runs / List',
    },
  ],
  needs: ['vso.build'],
  parent: {
    table: 'pipelines',
    bind: { pipeline_id: 'id', pipeline: 'name', project_id: 'project_id', project: 'project' },
    match: 'pipeline_id',
  },
  key: ['id'],
  references: [
    { columns: ['id'], table: 'builds', to: ['id'] },
    { columns: ['pipeline_id'], table: 'pipelines', to: ['id'] },
    toProject,
  ],
  projectColumn: 'project',
  columns: {
    id: integer(['id'], 'Number of the run: that of its build.'),
    pipeline_id: integer({ parent: 'id' }, 'Number of the pipeline.'),
    pipeline: text({ parent: 'name' }, 'Name of the pipeline.'),
    project_id: uuid({ parent: 'project_id' }, 'Id of the project.'),
    project: text({ parent: 'project' }, 'Name of the project.'),
    name: text(['name'], 'Name of the run: 20260131.2.'),
    state: text(['state'], 'inProgress, canceling or completed.'),
    result: text(['result'], 'succeeded, failed or canceled; null until it is completed.'),
    created_date: timestamp(['createdDate'], 'When it was queued.'),
    finished_date: timestamp(['finishedDate'], 'When it was completed; null until then.'),
    pipeline_revision: integer(['pipeline', 'revision'], 'Revision of the pipeline that was run.'),
    template_parameters: json(['templateParameters'], 'Parameters of the template it was queued with.'),
    variables: json(['variables'], 'Variables it was queued with.'),
    web_url: text(['_links', 'web', 'href'], "Address of the run's page."),
    url: text(['url'], 'REST address of the run.'),
  },
  notes: [
    'builds says more about the same runs, takes filters, and needs fewer calls.',
    'The service lists 10,000 runs of a pipeline at most: the runs of a pipeline with as many are refused; read builds.',
  ],
})
