import { text, uuid } from '../columns.js'
import { toProject } from '../core/of-project.js'
import type { Predicate } from '../predicate.js'
import type { Parent, Reference } from '../table-definition.js'

/** Everything below a disabled repository is refused (facts 7). */
export const enabled: Predicate = { kind: 'compare', column: 'is_disabled', op: '=', value: 'false' }

/** For tables asked for per repository. */
export const ofRepository: Parent = {
  table: 'repositories',
  bind: { repository_id: 'id', repository: 'name', project_id: 'project_id', project: 'project' },
  match: 'repository_id',
  where: enabled,
}

export const toRepository: readonly Reference[] = [
  { columns: ['repository_id'], table: 'repositories', to: ['id'] },
  toProject,
]

/** The repository and the project of a row whose payload names neither. */
export const repositoryAsked = {
  repository_id: uuid({ parent: 'id' }, 'Id of the repository.'),
  repository: text({ parent: 'name' }, 'Name of the repository.'),
  project_id: uuid({ parent: 'project_id' }, 'Id of the project.'),
  project: text({ parent: 'project' }, 'Name of the project.'),
}
