import type {
  VariableGroup,
  VariableGroupProjectReference,
} from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import {
  createVariableGroups,
  type GroupVariable,
  type VariableGroup as GroupModel,
} from '../../data/agents/variable-groups.js'
import type { Project } from '../../data/projects.js'
import { pathNumber, projectOf } from '../build/find-build.js'
import { listParameter, numbersParameter } from '../build/list-parameter.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { findProject } from '../find-project.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody, jsonList } from '../json-body.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { fitsName } from './pool-endpoints.js'
import { taskError, taskLocation } from './task-error.js'
import type { Wire } from '../wire.js'
import { enumParameter } from '../enum-value.js'

const versions = released(2)
const read = {
  method: 'GET',
  scope: ['project'],
  versions,
  location: taskLocation('variablegroups', 'f5b09dd5-9d54-45a1-8b5a-1c8287d634cc'),
} as const
const write = {
  scope: ['organization'],
  versions,
  location: taskLocation('variablegroups', 'ef5b7057-ffc3-4c77-bbad-c10b4a4abcc7'),
} as const

/** Variable groups: read in a project, written in the organization. Secret values read as null. */
export const variableGroupRoutes: readonly Route[] = [
  { ...read, pattern: 'distributedtask/variablegroups', answer: listGroups },
  {
    ...read,
    pattern: 'distributedtask/variablegroups/{groupId}',
    answer(call) {
      const group = findGroup(call)
      if (!group.projects.some(({ project }) => project === call.project)) throw missing(group.id)
      return { status: 200, body: groupAnswer(call, group) }
    },
  },
  {
    ...write,
    method: 'POST',
    pattern: 'distributedtask/variablegroups',
    body: 'application/json',
    answer: addGroup,
  },
  {
    ...write,
    method: 'PATCH',
    pattern: 'distributedtask/variablegroups',
    body: 'application/json',
    answer: shareGroup,
  },
  {
    ...write,
    method: 'PUT',
    pattern: 'distributedtask/variablegroups/{groupId}',
    body: 'application/json',
    answer: updateGroup,
  },
  { ...write, method: 'DELETE', pattern: 'distributedtask/variablegroups/{groupId}', answer: removeGroup },
]

function missing(id: number) {
  return taskError(404, 'VariableGroupNotFoundException', `No variable group found with identifier ${id}.`)
}

function findGroup(call: EndpointCall, id = pathNumber(call, 'groupId')): GroupModel {
  const group = call.organization.part(createVariableGroups).group(id)
  if (!group) throw missing(id)
  return group
}

/** The token is the id of the next group (facts 6), in the order of ids. */
function listGroups(call: EndpointCall) {
  const project = projectOf(call)
  const name = call.query('groupName')?.toLowerCase()
  const ids = numbersParameter(call, 'groupIds')
  const token = wholeNumber(call, 'continuationToken', 0)
  const descending =
    enumParameter(call, 'queryOrder', { idAscending: 0, idDescending: 1 }, 'idDescending') === 'idDescending'
  const sign = descending ? -1 : 1
  const found = call.organization
    .part(createVariableGroups)
    .of(project)
    .filter(
      (group) =>
        (!name || fitsName(nameIn(group, project).toLowerCase(), name)) && (!ids || ids.has(group.id)),
    )
    .sort((a, b) => sign * (a.id - b.id))
    .filter(({ id }) => token === undefined || sign * id >= sign * token)
  const top = wholeNumber(call, '$top', 0) ?? found.length
  const next = found[top]
  return list(
    found.slice(0, top).map((group) => groupAnswer(call, group)),
    next ? { 'x-ms-continuationtoken': String(next.id) } : undefined,
  )
}

function nameIn(group: GroupModel, project: Project): string {
  return group.projects.find((use) => use.project === project)?.name ?? group.name
}

function readUses(call: EndpointCall, value: unknown): GroupModel['projects'] {
  if (!Array.isArray(value) || value.length === 0) throw badArgument('The variable group names no project.')
  return (value as Wire<VariableGroupProjectReference>[]).map(({ projectReference, name, description }) => {
    const wanted = projectReference?.id ?? projectReference?.name
    if (!wanted) throw badArgument('A project reference has neither id nor name.')
    const project = findProject(call.organization, wanted)
    if (!name) throw badArgument('A project reference has no name for the variable group.')
    return { project, name, ...(description ? { description } : {}) }
  })
}

function readVariables(value: unknown): Record<string, GroupVariable> {
  const entries = Object.entries((value ?? {}) as Record<string, GroupVariable | string>)
  if (entries.length === 0) throw badArgument('The variable group has no variables.')
  return Object.fromEntries(
    entries.map(([name, variable]) => {
      if (typeof variable === 'string') return [name, { value: variable }]
      return [
        name,
        variable.isSecret
          ? { value: null, isSecret: true }
          : { value: variable.value ?? '', ...(variable.isReadOnly ? { isReadOnly: true } : {}) },
      ]
    }),
  )
}

function checkNames(call: EndpointCall, uses: GroupModel['projects'], before?: GroupModel): void {
  for (const { project, name } of uses) {
    const taken = call.organization
      .part(createVariableGroups)
      .of(project)
      .some((other) => other !== before && nameIn(other, project).toLowerCase() === name.toLowerCase())
    if (taken)
      throw taskError(409, 'VariableGroupExistsException', `A variable group named ${name} already exists.`)
  }
}

function addGroup(call: EndpointCall) {
  const { name, description, type, variables, providerData, variableGroupProjectReferences } = jsonBody(
    call.request,
  )
  if (typeof name !== 'string' || name === '') throw badArgument('The variable group has no name.')
  if (type !== undefined && type !== 'Vsts') throw notEmulated(`variable groups of type ${String(type)}`)
  if (providerData) throw notEmulated('providerData of variable groups')
  const uses = readUses(call, variableGroupProjectReferences)
  checkNames(call, uses)
  const group = call.organization.part(createVariableGroups).add({
    type: 'Vsts',
    name,
    ...(typeof description === 'string' ? { description } : {}),
    variables: readVariables(variables),
    createdBy: call.caller,
    createdAt: call.now,
    modifiedBy: call.caller,
    modifiedAt: call.now,
    projects: uses,
  })
  return { status: 200, body: groupAnswer(call, group) }
}

function updateGroup(call: EndpointCall) {
  const group = findGroup(call)
  const { name, description, variables, variableGroupProjectReferences } = jsonBody(call.request)
  if (typeof name !== 'string' || name === '') throw badArgument('The variable group has no name.')
  const uses =
    variableGroupProjectReferences === undefined ? undefined : readUses(call, variableGroupProjectReferences)
  const read = readVariables(variables)
  const changed = uses ?? group.projects.map((use) => ({ ...use, name }))
  checkNames(call, changed, group)
  group.name = name
  if (typeof description === 'string') group.description = description
  group.variables = read
  const data = call.organization.part(createVariableGroups)
  for (const use of changed) data.share(group, use)
  group.modifiedBy = call.caller
  group.modifiedAt = call.now
  return { status: 200, body: groupAnswer(call, group) }
}

function shareGroup(call: EndpointCall) {
  const id = wholeNumber(call, 'variableGroupId', 1)
  if (id === undefined) throw badArgument('The query parameter variableGroupId is missing.')
  const group = findGroup(call, id)
  const uses = readUses(call, jsonList(call.request))
  checkNames(call, uses, group)
  for (const use of uses) call.organization.part(createVariableGroups).share(group, use)
  return { status: 204 }
}

function removeGroup(call: EndpointCall) {
  const group = findGroup(call)
  const wanted = listParameter(call, 'projectIds')
  if (!wanted) throw badArgument('The query parameter projectIds is missing.')
  const projects = wanted.map((id) => findProject(call.organization, id))
  for (const project of projects) call.organization.part(createVariableGroups).remove(group, project)
  return { status: 204 }
}

function groupAnswer(call: EndpointCall, group: GroupModel): Wire<VariableGroup> {
  const project = call.project
  const use = project && group.projects.find((one) => one.project === project)
  const description = use?.description ?? group.description
  return {
    variables: group.variables,
    id: group.id,
    type: group.type,
    name: use?.name ?? group.name,
    ...(description === undefined ? {} : { description }),
    createdBy: identityReference(call.base, group.createdBy),
    createdOn: serviceDate(group.createdAt),
    modifiedBy: identityReference(call.base, group.modifiedBy),
    modifiedOn: serviceDate(group.modifiedAt),
    isShared: group.projects.length > 1,
    variableGroupProjectReferences: group.projects.map((one) => ({
      projectReference: { id: one.project.id, name: one.project.name },
      name: one.name,
      ...(one.description === undefined ? {} : { description: one.description }),
    })),
  }
}
