import { text, uuid } from '../columns.js'
import { defineTable } from '../table-definition.js'

export const teams = defineTable({
  name: 'teams',
  area: 'core',
  about: 'A team of a project.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/_apis/teams',
      preview: 3,
      paging: { style: 'top-skip', size: 500 },
      doc: 'Core / Teams / Get All Teams',
    },
    {
      kind: 'list',
      host: 'core',
      path: '/_apis/projects/{id}/teams',
      paging: { style: 'top-skip', size: 500 },
      doc: 'Core / Teams / Get Teams',
    },
  ],
  needs: ['vso.project'],
  parent: {
    table: 'projects',
    bind: { project_id: 'id', project: 'name' },
    match: 'project_id',
    where: { kind: 'compare', column: 'state', op: '=', value: 'wellFormed' },
  },
  key: ['id'],
  references: [{ columns: ['project_id'], table: 'projects', to: ['id'] }],
  projectColumn: 'project',
  columns: {
    id: uuid(['id'], 'Id of the team.'),
    name: text(['name'], 'Name of the team.'),
    project_id: uuid(['projectId'], 'Id of the project the team belongs to.'),
    project: text(['projectName'], 'Name of the project the team belongs to.'),
    description: text(['description'], 'Description of the team.'),
    url: text(['url'], 'REST address of the team.'),
    identity_url: text(['identityUrl'], "REST address of the team's identity."),
  },
})
