import { integer, text } from '../columns.js'
import { ofProject, projectAsked, toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'

export const pipelines = defineTable({
  name: 'pipelines',
  area: 'pipelines',
  about: 'A pipeline of a project: a build definition, in YAML or classic.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/{id}/_apis/pipelines',
      paging: { style: 'continuation-header', size: 1000 },
      doc: 'Pipelines / Pipelines / List',
    },
  ],
  needs: ['vso.build'],
  parent: ofProject,
  key: ['id'],
  references: [toProject],
  projectColumn: 'project',
  columns: {
    id: integer(['id'], 'Number of the pipeline, unique in the organization.'),
    ...projectAsked,
    name: text(['name'], 'Name of the pipeline.'),
    folder: text(['folder'], 'Folder it lies in, with a backslash before each level.'),
    revision: integer(['revision'], 'Revision; grows with each change.'),
    web_url: text(['_links', 'web', 'href'], "Address of the pipeline's page."),
    url: text(['url'], 'REST address of the pipeline.'),
  },
})
