import type { FieldDefinition } from '../../data/fields.js'
import type { FieldColumn } from '../../data/field-columns.js'
import type { Organization } from '../../data/organization.js'
import type { Project } from '../../data/projects.js'
import type { Team } from '../../data/teams.js'
import { flatten } from '../../data/classification-nodes.js'
import type { DevOpsIdentity } from '../devops-request.js'
import type { FieldName } from './syntax.js'
import { syntaxError } from './syntax-error.js'

/** What the names and macros of a query mean for this call. */
export interface QueryScope {
  organization: Organization
  identity: DevOpsIdentity
  project?: Project
  team?: Team
  timePrecision: boolean
  /** Milliseconds since 1970. */
  now: number
}

export interface QueryField {
  definition: FieldDefinition
  /** Reference name in lower case. */
  key: string
  /** The values of generated items. */
  column: FieldColumn
}

/** For fields that generated items do not have, such as those added since. */
const noValues: FieldColumn = { kind: 'read', read: () => undefined }

/** Finds a field by reference or friendly name; TF51005 when there is none (facts 5.1). */
export function queryField(scope: QueryScope, field: FieldName): QueryField {
  if (field.side) {
    throw syntaxError(`The end of a link cannot be named here. The error is caused by «${field.text}».`)
  }
  const wanted = field.name.toLowerCase()
  const definition = scope.organization.fields.find(
    ({ name, referenceName }) => referenceName.toLowerCase() === wanted || name.toLowerCase() === wanted,
  )
  if (!definition) throw unknownField(field.text)
  const key = definition.referenceName.toLowerCase()
  return { definition, key, column: scope.organization.items.fieldColumns.get(key) ?? noValues }
}

export function unknownField(text: string): Error {
  return syntaxError(
    `TF51005: The query references a field that does not exist. The error is caused by «${text}».`,
  )
}

/** Refuses a path no visible project has (TF51011, facts 5.1). */
export function checkPath(scope: QueryScope, definition: FieldDefinition, path: string, text: string): void {
  const isArea = definition.referenceName === 'System.AreaPath'
  const wanted = path.toLowerCase()
  const projectName = wanted.split('\\')[0]
  const found = scope.organization.nodes.some(
    ({ project, areas, iterations }) =>
      project.state === 'wellFormed' &&
      projectName === project.name.toLowerCase() &&
      flatten(isArea ? areas : iterations).some((node) => node.path.toLowerCase() === wanted),
  )
  if (found) return
  const kind = isArea ? 'area' : 'iteration'
  throw syntaxError(`TF51011: The specified ${kind} path does not exist. The error is caused by «${text}».`)
}

/** Refuses a project that does not exist; by analogy with TF51011, the service's own words are unconfirmed. */
export function checkProject(scope: QueryScope, name: string, text: string): void {
  const wanted = name.toLowerCase()
  const found = scope.organization.projects.some(
    (project) => project.state === 'wellFormed' && project.name.toLowerCase() === wanted,
  )
  if (!found) {
    throw syntaxError(`TF51011: The specified team project does not exist. The error is caused by «${text}».`)
  }
}
