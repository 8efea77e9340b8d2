import type {
  ProcessWorkItemType,
  ProcessWorkItemTypeField,
  WorkItemStateResultModel,
  WorkItemTypeBehavior,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingProcessInterfaces.js'
import type { FieldDefinition } from '../../data/fields.js'
import type { StateModel, WorkItemTypeModel } from '../../data/processes.js'
import { guid, streams } from '../../data/random.js'
import { allTypes } from '../../data/tracking/type-categories.js'
import { notEmulated } from '../devops-error.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import { publishedType } from '../wit/field-endpoints.js'
import type { Wire } from '../wire.js'
import { behaviorOfType } from './process-behavior-endpoints.js'
import { notFound, processOf, typeOf, typeUrl } from './process-of-call.js'

const area = 'processes'
const types: Location = { area, resource: 'workItemTypes', id: 'e2e9d1a6-432d-4062-8870-bfcb8c324ad7' }
const states: Location = { area, resource: 'states', id: '31015d57-2dff-4a46-adb3-2fb4ee3dcec9' }
const fields: Location = { area, resource: 'fields', id: 'bc0ad8dc-e3f3-46b0-b06c-5bf861793196' }
const rules: Location = { area, resource: 'rules', id: '76fe3432-d825-479d-a5f6-983bbb78b4f3' }
const typesBehaviors: Location = {
  area,
  resource: 'workItemTypesBehaviors',
  id: '6d765a2e-4e1b-4b11-be93-f953be676024',
}
const process = 'work/processes/{processId}'
const type = `${process}/workitemtypes/{witRefName}`

/** The work item types of a process with their states, fields and rules: to be read only. */
export const processTypeRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${process}/workitemtypes`,
    scope: ['organization'],
    versions: released(2),
    location: types,
    answer: (call) => list(allTypes(processOf(call)).map((one) => typeAnswer(call, one))),
  },
  {
    method: 'GET',
    pattern: type,
    scope: ['organization'],
    versions: released(2),
    location: types,
    answer: (call) => ({ status: 200, body: typeAnswer(call, typeOf(call)) }),
  },
  {
    method: 'GET',
    pattern: `${type}/states`,
    scope: ['organization'],
    versions: released(1),
    location: states,
    answer: (call) => list(stateAnswers(call, typeOf(call))),
  },
  {
    method: 'GET',
    pattern: `${type}/states/{stateId}`,
    scope: ['organization'],
    versions: released(1),
    location: states,
    answer(call) {
      const wanted = (call.path.stateId as string).toLowerCase()
      const state = stateAnswers(call, typeOf(call)).find(({ id }) => id === wanted)
      if (!state)
        throw notFound('WorkItemStateDefinitionNotFoundException', `The state ${wanted} does not exist.`)
      return { status: 200, body: state }
    },
  },
  {
    method: 'GET',
    pattern: `${type}/fields`,
    scope: ['organization'],
    versions: released(2),
    location: fields,
    answer: (call) => list(fieldsOf(call).map((field) => fieldAnswer(call, field, typeOf(call)))),
  },
  {
    method: 'GET',
    pattern: `${type}/fields/{fieldRefName}`,
    scope: ['organization'],
    versions: released(2),
    location: fields,
    answer(call) {
      const wanted = (call.path.fieldRefName as string).toLowerCase()
      const field = fieldsOf(call).find(({ referenceName }) => referenceName.toLowerCase() === wanted)
      if (!field)
        throw notFound(
          'ProcessFieldDoesNotExistException',
          `The field ${call.path.fieldRefName} does not exist.`,
        )
      const expand = call.query('$expand')?.toLowerCase()
      const body = {
        ...fieldAnswer(call, field, typeOf(call)),
        ...(expand === 'allowedvalues' || expand === 'all'
          ? { allowedValues: allowedValues(call, field) }
          : {}),
      }
      return { status: 200, body }
    },
  },
  {
    method: 'GET',
    pattern: `${type}/rules`,
    scope: ['organization'],
    versions: released(2),
    location: rules,
    answer: (call) => list(ruleAnswers(call, typeOf(call))),
  },
  {
    method: 'GET',
    pattern: `${type}/rules/{ruleId}`,
    scope: ['organization'],
    versions: released(2),
    location: rules,
    answer(call) {
      const wanted = (call.path.ruleId as string).toLowerCase()
      const rule = ruleAnswers(call, typeOf(call)).find(({ id }) => id === wanted)
      if (!rule) throw notFound('RuleNotFoundException', `The rule ${wanted} does not exist.`)
      return { status: 200, body: rule }
    },
  },
  {
    method: 'GET',
    pattern: `${process}/workitemtypesbehaviors/{witRefNameForBehaviors}/behaviors`,
    scope: ['organization'],
    versions: released(1),
    location: typesBehaviors,
    answer: (call) => list(behaviorsOf(call, typeOf(call, call.path.witRefNameForBehaviors as string))),
  },
]

function typeAnswer(call: EndpointCall, one: WorkItemTypeModel): Wire<ProcessWorkItemType> {
  const expand = call.query('$expand')?.toLowerCase().split(',') ?? []
  if (expand.includes('layout')) throw notEmulated('the layout of work item forms')
  return {
    referenceName: one.referenceName,
    name: one.name,
    description: one.description,
    url: typeUrl(call, one),
    customization: 'system',
    color: one.color,
    icon: one.icon,
    isDisabled: false,
    inherits: null,
    ...(expand.includes('states') ? { states: stateAnswers(call, one) } : {}),
    ...(expand.includes('behaviors') ? { behaviors: behaviorsOf(call, one) } : {}),
  }
}

function stateAnswers(call: EndpointCall, one: WorkItemTypeModel): Wire<WorkItemStateResultModel>[] {
  return one.states.map((state, at) => {
    const id = idOf(call, one, state)
    return {
      id,
      name: state.name,
      color: state.color,
      stateCategory: state.category,
      order: at + 1,
      url: `${typeUrl(call, one)}/states/${id}`,
      customizationType: 'system',
    }
  })
}

function idOf(call: EndpointCall, one: WorkItemTypeModel, { name }: StateModel): string {
  const letters = [...`${processOf(call).name}/${one.name}/${name}`].map((letter) => letter.charCodeAt(0))
  return guid(call.organization.seed, streams.processModel, ...letters)
}

function fieldsOf(call: EndpointCall): FieldDefinition[] {
  const own = new Set(typeOf(call).fields)
  return call.organization.fields.filter(({ referenceName }) => own.has(referenceName))
}

const required = ['System.Title', 'System.State', 'System.AreaId', 'System.IterationId']

function fieldAnswer(
  call: EndpointCall,
  field: FieldDefinition,
  one: WorkItemTypeModel,
): Wire<ProcessWorkItemTypeField> {
  const { referenceName, name, kind, readOnly } = field
  const isState = referenceName === 'System.State'
  return {
    referenceName,
    name,
    type: publishedType(kind),
    description: '',
    ...(required.includes(referenceName) ? { required: true } : {}),
    ...(readOnly ? { readOnly: true } : {}),
    ...(isState ? { defaultValue: one.states[0]?.name } : {}),
    url: `${typeUrl(call, one)}/fields/${referenceName}`,
    customization: referenceName.startsWith('Custom.') ? 'custom' : 'system',
    isLocked: false,
  }
}

function allowedValues(call: EndpointCall, { referenceName, picklist }: FieldDefinition): string[] {
  if (picklist) return [...picklist.values]
  return referenceName === 'System.State' ? typeOf(call).states.map(({ name }) => name) : []
}

/** The system's own: the reason follows the state, and cannot be changed without it. */
function ruleAnswers(call: EndpointCall, one: WorkItemTypeModel) {
  const rule = (
    key: string,
    conditions: readonly { conditionType: string; field: string; value: string | null }[],
    action: { actionType: string; targetField: string; value: string | null },
  ) => {
    const letters = [...`${processOf(call).name}/${one.name}/rule/${key}`].map((letter) =>
      letter.charCodeAt(0),
    )
    const id = guid(call.organization.seed, streams.processModel, ...letters)
    const url = `${typeUrl(call, one)}/rules/${id}`
    return {
      id,
      name: null,
      conditions,
      actions: [action],
      isDisabled: false,
      customizationType: 'system',
      url,
    }
  }
  return [
    rule('reason', [{ conditionType: '$whenNotChanged', field: 'System.State', value: null }], {
      actionType: '$makeReadOnly',
      targetField: 'System.Reason',
      value: null,
    }),
    ...one.states.map(({ name, reason }) =>
      rule(
        name,
        [
          { conditionType: '$whenChanged', field: 'System.State', value: null },
          { conditionType: '$when', field: 'System.State', value: name },
        ],
        { actionType: '$copyValue', targetField: 'System.Reason', value: reason },
      ),
    ),
  ]
}

function behaviorsOf(call: EndpointCall, one: WorkItemTypeModel): Wire<WorkItemTypeBehavior>[] {
  const behavior = behaviorOfType(call, one)
  return behavior ? [{ behavior, isDefault: true, isLegacyDefault: true, url: behavior.url }] : []
}
