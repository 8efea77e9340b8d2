import type { WorkItemTypeModel } from '../../data/processes.js'
import type { Project } from '../../data/projects.js'
import { trackingError } from '../devops-error.js'
import { word } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'

/** `{project}/_apis/wit/workitemtypes[/{type}[/states|/fields]]`. */
export const workItemTypeRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'wit/workitemtypes',
    scope: ['project'],
    versions: released(2),
    answer: (call) => list(projectOf(call).process.types.map((type) => typeAnswer(call, type))),
  },
  {
    method: 'GET',
    pattern: 'wit/workitemtypes/{type}',
    scope: ['project'],
    versions: released(2),
    answer: (call) => ({ status: 200, body: typeAnswer(call, namedType(call)) }),
  },
  {
    method: 'GET',
    pattern: 'wit/workitemtypes/{type}/states',
    scope: ['project'],
    versions: released(1),
    answer: (call) => list(namedType(call).states.map(stateAnswer)),
  },
  {
    method: 'GET',
    pattern: 'wit/workitemtypes/{type}/fields',
    scope: ['project'],
    versions: released(3),
    answer: (call) => list(typeFields(call, namedType(call), true)),
  },
]

function projectOf(call: EndpointCall): Project {
  return call.project as Project
}

function namedType(call: EndpointCall): WorkItemTypeModel {
  const wanted = (call.path.type as string).toLowerCase()
  const project = projectOf(call)
  const type = project.process.types.find(
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

const stateAnswer = ({ name, color, category }: WorkItemTypeModel['states'][number]) => ({
  name,
  color,
  category,
})

function typeAnswer(call: EndpointCall, type: WorkItemTypeModel) {
  const fields = typeFields(call, type, false)
  const first = type.states[0]
  return {
    name: type.name,
    referenceName: type.referenceName,
    description: type.description,
    color: type.color,
    icon: { id: type.icon, url: `${call.base}/_apis/wit/workItemIcons/${type.icon}?color=${type.color}&v=2` },
    isDisabled: false,
    xmlForm: '',
    fields,
    fieldInstances: fields,
    transitions: {
      '': first ? [{ to: first.name }] : [],
      ...Object.fromEntries(
        type.states.map(({ name }) => [
          name,
          type.states.map((other) => ({ to: other.name, actions: null })),
        ]),
      ),
    },
    states: type.states.map(stateAnswer),
    url: `${call.base}/${projectOf(call).id}/_apis/wit/workItemTypes/${encodeURIComponent(type.name)}`,
  }
}

const required = new Set(['System.Title', 'System.State', 'System.AreaId', 'System.IterationId'])

/** Allowed values and dependent fields come with $expand only, and only from the `fields` resource. */
function typeFields(call: EndpointCall, type: WorkItemTypeModel, expandable: boolean) {
  const expand = word(call, '$expand', ['none', 'allowedValues', 'dependentFields', 'all'], 'none')
  return call.organization.fields
    .filter(({ referenceName }) => type.fields.includes(referenceName))
    .map((field) => ({
      defaultValue: field.referenceName === 'System.State' ? type.states[0]?.name : null,
      ...(expandable && (expand === 'all' || expand === 'allowedValues')
        ? { allowedValues: allowedValues(field.referenceName, type, field.picklist?.values) }
        : {}),
      ...(expandable && (expand === 'all' || expand === 'dependentFields') ? { dependentFields: [] } : {}),
      helpText: `${field.name} of the work item`,
      alwaysRequired: required.has(field.referenceName),
      referenceName: field.referenceName,
      name: field.name,
      url: `${call.base}/_apis/wit/fields/${field.referenceName}`,
    }))
}

function allowedValues(
  referenceName: string,
  type: WorkItemTypeModel,
  picklist?: readonly string[],
): unknown[] {
  if (picklist) return [...picklist]
  if (referenceName === 'System.State') return type.states.map(({ name }) => name)
  if (referenceName === 'Microsoft.VSTS.Common.Priority') return ['1', '2', '3', '4']
  return []
}
