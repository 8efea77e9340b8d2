import type { WorkItemField2 } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { FieldDefinition, FieldKind } from '../../data/fields.js'
import { createCustomFields } from '../../data/tracking/custom-fields.js'
import { badArgument, trackingError, type DevOpsError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { supportedOperations } from './field-operations.js'
import { newField } from './new-field.js'
import { enumParameter } from '../enum-value.js'

const location = { area: 'wit', resource: 'fields', id: 'b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94' }
const scope = ['organization', 'project'] as const

/** `[{project}/]_apis/wit/fields[/{name}]`: of the project those its types use, of the organization all. */
export const fieldRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/fields',
    scope,
    versions: released(3),
    location,
    answer: listFields,
  },
  {
    method: 'GET',
    pattern: 'wit/fields/{fieldNameOrRefName}',
    scope,
    versions: released(3),
    location,
    answer: (call) => ({ status: 200, body: fieldAnswer(call, namedField(call)) }),
  },
  {
    method: 'POST',
    pattern: 'wit/fields',
    scope,
    versions: released(3),
    location,
    body: 'application/json',
    answer: (call) => {
      const { field, description, locked } = newField(call, jsonBody(call.request))
      const custom = call.organization.part(createCustomFields)
      custom.add(field, description)
      if (locked) custom.locked.add(field.referenceName.toLowerCase())
      return { status: 200, body: fieldAnswer(call, field) }
    },
  },
  {
    method: 'PATCH',
    pattern: 'wit/fields/{fieldNameOrRefName}',
    scope,
    versions: released(3),
    location,
    body: 'application/json',
    answer: updateField,
  },
  {
    method: 'DELETE',
    pattern: 'wit/fields/{fieldNameOrRefName}',
    scope,
    versions: released(3),
    location,
    answer: (call) => {
      removeField(call, namedField(call))
      return { status: 204 }
    },
  },
]

/** The refusal of a field that the organization, the project or the type does not have (facts 5.3). */
export function fieldNotFound(name: string, status: 400 | 404): DevOpsError {
  const key = 'WorkItemTrackingFieldDefinitionNotFoundException'
  return trackingError(status, key, `TF51535: Cannot find field ${name}.`)
}

/** Identities and pick lists are strings with a flag (facts 5.5, type quirk). */
export function publishedType(kind: FieldKind): string {
  return kind === 'identity' ? 'string' : kind
}

/** The organization has no fields of extensions, so extensionFields adds none. */
function listFields(call: EndpointCall) {
  const expand = enumParameter(call, '$expand', { none: 0, extensionFields: 1, includeDeleted: 2 }, 'none')
  const deleted =
    expand === 'includeDeleted' && !call.project
      ? [...call.organization.part(createCustomFields).deleted.values()]
      : []
  return list([...visibleFields(call), ...deleted].map((field) => fieldAnswer(call, field)))
}

function updateField(call: EndpointCall) {
  const { isDeleted, isLocked, ...others } = jsonBody(call.request)
  const unknown = Object.keys(others).find((name) => others[name] !== undefined && others[name] !== null)
  if (unknown) throw badArgument(`A field's ${unknown} cannot be changed, only isDeleted and isLocked.`)
  const custom = call.organization.part(createCustomFields)
  const wanted = (call.path.fieldNameOrRefName as string).toLowerCase()
  const deleted = [...custom.deleted.values()].find((field) => isCalled(field, wanted))
  const field = deleted ?? namedField(call)
  if (isLocked === true) custom.locked.add(field.referenceName.toLowerCase())
  if (isLocked === false) custom.locked.delete(field.referenceName.toLowerCase())
  if (isDeleted === true && !deleted) removeField(call, field)
  if (isDeleted === false && deleted) custom.restore(field)
  return { status: 200, body: fieldAnswer(call, field) }
}

/** Only custom fields can be deleted (code and type key of the refusal unconfirmed). */
function removeField(call: EndpointCall, field: FieldDefinition): void {
  if (!field.referenceName.startsWith('Custom.')) {
    throw trackingError(
      400,
      'WorkItemTrackingFieldOperationNotAllowedException',
      `VS403224: The field ${field.referenceName} cannot be deleted: it is no custom field.`,
    )
  }
  call.organization.part(createCustomFields).remove(field)
}

const isCalled = (field: FieldDefinition, wanted: string): boolean =>
  field.name.toLowerCase() === wanted || field.referenceName.toLowerCase() === wanted

function namedField(call: EndpointCall): FieldDefinition {
  const wanted = (call.path.fieldNameOrRefName as string).toLowerCase()
  const field = visibleFields(call).find((one) => isCalled(one, wanted))
  if (!field) throw fieldNotFound(call.path.fieldNameOrRefName as string, 404)
  return field
}

function visibleFields(call: EndpointCall): readonly FieldDefinition[] {
  const { project, organization } = call
  if (!project) return organization.fields
  const used = new Set(project.process.types.flatMap((type) => type.fields))
  return organization.fields.filter(({ referenceName }) => used.has(referenceName))
}

function fieldAnswer(call: EndpointCall, field: FieldDefinition): Wire<WorkItemField2> {
  const longText = field.kind === 'html' || field.kind === 'plainText' || field.kind === 'history'
  const custom = call.organization.part(createCustomFields)
  const key = field.referenceName.toLowerCase()
  const description = custom.descriptionOf(field)
  return {
    name: field.name,
    referenceName: field.referenceName,
    ...(description === undefined ? {} : { description }),
    type: publishedType(field.kind),
    usage: 'workItem',
    readOnly: field.readOnly,
    canSortBy: !longText,
    isQueryable: true,
    supportedOperations: supportedOperations(field),
    isIdentity: field.kind === 'identity',
    isPicklist: field.picklist !== undefined,
    isPicklistSuggested: false,
    ...(field.picklist ? { picklistId: field.picklist.id } : {}),
    isDeleted: custom.deleted.has(key),
    isLocked: custom.locked.has(key),
    url: `${call.base}/_apis/wit/fields/${field.referenceName}`,
  }
}
