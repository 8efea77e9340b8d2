import type {
  PickList,
  PickListMetadata,
  ProcessInfo,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingProcessInterfaces.js'
import type { FieldDefinition } from '../../data/fields.js'
import { processes, type ProcessModel } from '../../data/processes.js'
import { findProcess, processDescription } from '../core/process-endpoints.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { notFound } from './process-of-call.js'

const area = 'processes'
const location: Location = { area, resource: 'processes', id: '02cc6a73-5cfb-427d-8c8e-b49fb086e8af' }
const lists: Location = { area, resource: 'lists', id: '01e15468-e27c-4e20-a974-bd957dcccebc' }
const noId = '00000000-0000-0000-0000-000000000000'

/** `_apis/work/processes`: the processes, and the pick lists of the organization's fields. */
export const processInfoRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'work/processes',
    scope: ['organization'],
    versions: released(2),
    location,
    answer: (call) => list(processes.map((process) => infoAnswer(call, process))),
  },
  {
    method: 'GET',
    pattern: 'work/processes/{processTypeId}',
    scope: ['organization'],
    versions: released(2),
    location,
    answer: (call) => ({
      status: 200,
      body: infoAnswer(call, findProcess(call.path.processTypeId as string)),
    }),
  },
  {
    method: 'GET',
    pattern: 'work/processes/lists',
    scope: ['organization'],
    versions: released(1),
    location: lists,
    answer: (call) => list(pickListFields(call).map((field) => metadata(call, field))),
  },
  {
    method: 'GET',
    pattern: 'work/processes/lists/{listId}',
    scope: ['organization'],
    versions: released(1),
    location: lists,
    answer(call) {
      const id = (call.path.listId as string).toLowerCase()
      const field = pickListFields(call).find(({ picklist }) => picklist?.id === id)
      if (!field)
        throw notFound('PickListNotFoundException', `VS402338: The pick list with id ${id} does not exist.`)
      const body: Wire<PickList> = {
        items: [...(field.picklist?.values ?? [])],
        ...metadata(call, field),
      }
      return { status: 200, body }
    },
  },
]

/** Projects come with `$expand=projects` only. */
function infoAnswer(call: EndpointCall, process: ProcessModel): Wire<ProcessInfo> {
  const expand = call.query('$expand')?.toLowerCase()
  const projects = call.organization.projects.filter(
    (project) => project.process === process && project.state === 'wellFormed',
  )
  return {
    typeId: process.templateTypeId,
    referenceName: null,
    name: process.name,
    description: processDescription(process),
    parentProcessTypeId: noId,
    isEnabled: true,
    isDefault: process === processes[0],
    customizationType: 'system',
    ...(expand === 'projects'
      ? {
          projects: projects.map(({ id, name, description }) => ({
            id,
            name,
            description: description ?? null,
            url: `vstfs:///Classification/TeamProject/${id}`,
          })),
        }
      : {}),
  }
}

function pickListFields(call: EndpointCall): FieldDefinition[] {
  return call.organization.fields.filter(({ picklist }) => picklist !== undefined)
}

function metadata(call: EndpointCall, { kind, picklist }: FieldDefinition): Wire<PickListMetadata> {
  const id = picklist?.id ?? ''
  return {
    id,
    name: `picklist_${id}`,
    type: kind === 'integer' ? 'Integer' : kind === 'double' ? 'Double' : 'String',
    isSuggested: false,
    url: `${call.base}/_apis/work/processes/lists/${id}`,
  }
}
