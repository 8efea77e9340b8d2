import { text, uuid } from '../columns.js'
import type { Parent, Reference } from '../table-definition.js'

/** For tables asked for per project, or whose rows name their project: only projects that can be used have rows. */
export const ofProject: Parent = {
  table: 'projects',
  bind: { project_id: 'id', project: 'name' },
  match: 'project_id',
  where: { kind: 'compare', column: 'state', op: '=', value: 'wellFormed' },
}

/** project_id is the id of a project. */
export const toProject: Reference = { columns: ['project_id'], table: 'projects', to: ['id'] }

/** The project of a row whose payload does not name it. */
export const projectAsked = {
  project_id: uuid({ parent: 'id' }, 'Id of the project.'),
  project: text({ parent: 'name' }, 'Name of the project.'),
}
