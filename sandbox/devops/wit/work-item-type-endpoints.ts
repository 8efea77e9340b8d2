import type {
  WorkItemStateColor,
  WorkItemType,
  WorkItemTypeFieldWithReferences,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import type { FieldDefinition } from '../../data/fields.js'
import type { StateModel, WorkItemTypeModel } from '../../data/processes.js'
import type { Project } from '../../data/projects.js'
import { allTypes } from '../../data/tracking/type-categories.js'
import { trackingError } from '../devops-error.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { fieldNotFound } from './field-endpoints.js'
import { enumParameter } from '../enum-value.js'
import { reasonsOf } from './rules/reasons.js'
import { valueList } from './rules/value-lists.js'
import { transitionsOf } from './type-transitions.js'

const types: Location = {
  area: 'wit',
  resource: 'workItemTypes',
  id: '7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa',
}
const states: Location = {
  area: 'wit',
  resource: 'workItemTypeStates',
  id: '7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa',
}
const fields: Location = {
  area: 'wit',
  resource: 'workItemTypesField',
  id: 'bd293ce5-3d25-4192-8e67-e8092e879efb',
}

/** `{project}/_apis/wit/workitemtypes[/{type}[/states|/fields[/{field}]]]`. */
export const workItemTypeRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/workitemtypes',
    scope: ['project'],
    versions: released(2),
    location: types,
    answer: (call) => list(allTypes(projectOf(call).process).map((type) => typeAnswer(call, type))),
  },
  {
    method: 'GET',
    pattern: 'wit/workitemtypes/{type}',
    scope: ['project'],
    versions: released(2),
    location: types,
    answer: (call) => {
      const body = typeAnswer(call, namedType(call))
      return { status: 200, body: { ...body, _links: { self: { href: body.url } } } }
    },
  },
  {
    method: 'GET',
    pattern: 'wit/workitemtypes/{type}/states',
    scope: ['project'],
    versions: released(1),
    location: states,
    answer: (call) => list(namedType(call).states.map(stateAnswer)),
  },
  {
    method: 'GET',
    pattern: 'wit/workitemtypes/{type}/fields',
    scope: ['project'],
    versions: released(3),
    location: fields,
    answer: (call) => {
      const type = namedType(call)
      return list(fieldsOf(call, type).map((field) => expandedField(call, type, field)))
    },
  },
  {
    method: 'GET',
    pattern: 'wit/workitemtypes/{type}/fields/{field}',
    scope: ['project'],
    versions: released(3),
    location: fields,
    answer: (call) => {
      const type = namedType(call)
      const wanted = (call.path.field as string).toLowerCase()
      const field = fieldsOf(call, type).find(
        ({ name, referenceName }) => name.toLowerCase() === wanted || referenceName.toLowerCase() === wanted,
      )
      if (!field) throw fieldNotFound(call.path.field as string, 404)
      return { status: 200, body: expandedField(call, type, field) }
    },
  },
]

function projectOf(call: EndpointCall): Project {
  return call.project as Project
}

function namedType(call: EndpointCall): WorkItemTypeModel {
  const wanted = (call.path.type as string).toLowerCase()
  const project = projectOf(call)
  const type = allTypes(project.process).find(
    ({ name, referenceName }) => name.toLowerCase() === wanted || referenceName.toLowerCase() === wanted,
  )
  if (type) return type
  // The code is the service's; its type key is unconfirmed.
  throw trackingError(
    404,
    'WorkItemTypeNotFoundException',
    `VS402323: Work item type ${call.path.type} does not exist in project ${project.name} or you do not have permission to access it.`,
  )
}

function stateAnswer({ name, color, category }: StateModel): Wire<WorkItemStateColor> {
  return { name, color, category }
}

function typeAnswer(call: EndpointCall, type: WorkItemTypeModel): Wire<WorkItemType> & { url: string } {
  const instances = fieldsOf(call, type).map((field) => fieldOfType(call, type, field))
  return {
    name: type.name,
    referenceName: type.referenceName,
    description: type.description,
    color: type.color,
    icon: { id: type.icon, url: `${call.base}/_apis/wit/workItemIcons/${type.icon}?color=${type.color}&v=2` },
    isDisabled: false,
    xmlForm: '',
    fields: instances,
    fieldInstances: instances,
    transitions: transitionsOf(type),
    states: type.states.map(stateAnswer),
    url: `${call.base}/${projectOf(call).id}/_apis/wit/workItemTypes/${encodeURIComponent(type.name)}`,
  }
}

function fieldsOf(call: EndpointCall, type: WorkItemTypeModel): readonly FieldDefinition[] {
  const names = new Set(type.fields)
  return call.organization.fields.filter(({ referenceName }) => names.has(referenceName))
}

const required = new Set(['System.Title', 'System.State', 'System.AreaId', 'System.IterationId'])

function fieldOfType(call: EndpointCall, type: WorkItemTypeModel, field: FieldDefinition) {
  return {
    defaultValue: defaultValue(field.referenceName, type),
    helpText: `${field.name} of the work item`,
    alwaysRequired: required.has(field.referenceName),
    referenceName: field.referenceName,
    name: field.name,
    url: `${call.base}/_apis/wit/fields/${field.referenceName}`,
  }
}

/** Allowed values and dependent fields come with $expand only, and only from the `fields` resource. */
function expandedField(
  call: EndpointCall,
  type: WorkItemTypeModel,
  field: FieldDefinition,
): Wire<WorkItemTypeFieldWithReferences> {
  const expand = enumParameter(
    call,
    '$expand',
    { none: 0, allowedValues: 1, dependentFields: 2, all: 3 },
    'none',
  )
  const { defaultValue: value, ...rest } = fieldOfType(call, type, field)
  return {
    defaultValue: value,
    ...(expand === 'all' || expand === 'allowedValues' ? { allowedValues: allowedValues(field, type) } : {}),
    ...(expand === 'all' || expand === 'dependentFields'
      ? { dependentFields: dependentFields(call, field) }
      : {}),
    ...rest,
  }
}

/** Changing one of these changes the other: paths and ids of nodes, and the reason with the state. */
const dependents: Readonly<Record<string, readonly string[]>> = {
  'System.State': ['System.Reason', 'Microsoft.VSTS.Common.StateChangeDate'],
  'System.AreaPath': ['System.AreaId'],
  'System.AreaId': ['System.AreaPath'],
  'System.IterationPath': ['System.IterationId'],
  'System.IterationId': ['System.IterationPath'],
}

function dependentFields(call: EndpointCall, field: FieldDefinition) {
  const names = dependents[field.referenceName] ?? []
  return call.organization.fields
    .filter(({ referenceName }) => names.includes(referenceName))
    .map(({ referenceName, name }) => ({
      referenceName,
      name,
      url: `${call.base}/_apis/wit/fields/${referenceName}`,
    }))
}

function defaultValue(referenceName: string, type: WorkItemTypeModel): string | null {
  switch (referenceName) {
    case 'System.State':
      return type.states[0]?.name ?? null
    case 'System.Reason':
      return type.states[0]?.reason ?? null
    case 'Microsoft.VSTS.Common.Priority':
      return '2'
    case 'Microsoft.VSTS.Common.Severity':
      return '3 - Medium'
    case 'Microsoft.VSTS.Common.ValueArea':
      return 'Business'
    default:
      return null
  }
}

function allowedValues(field: FieldDefinition, type: WorkItemTypeModel): string[] {
  if (field.referenceName === 'System.State') return type.states.map(({ name }) => name)
  if (field.referenceName === 'System.Reason') return [...new Set(type.states.flatMap(reasonsOf))]
  return (valueList(field) ?? []).map(String)
}
