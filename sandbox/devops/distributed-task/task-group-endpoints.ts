import { randomUUID } from 'node:crypto'
import type { TaskGroup } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import { createTaskGroups, type TaskGroup as GroupModel } from '../../data/agents/task-groups.js'
import { projectOf } from '../build/find-build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { identityReference } from '../identity-reference.js'
import { jsonBody } from '../json-body.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { taskError, taskLocation } from './task-error.js'
import type { Wire } from '../wire.js'
import { enumParameter } from '../enum-value.js'

const shared = {
  scope: ['project'],
  versions: released(1),
  location: taskLocation('taskgroups', '6c08ffbf-dbf1-4f9a-94e5-a1cbd47005e7'),
} as const
const all = { ...shared, pattern: 'distributedtask/taskgroups' }
const one = { ...shared, pattern: 'distributedtask/taskgroups/{taskGroupId}' }

/** Task groups. An id may stand for several versions; a change makes a new revision of one. */
export const taskGroupRoutes: readonly Route[] = [
  { ...all, method: 'GET', answer: listGroups },
  { ...one, method: 'GET', answer: listGroups },
  { ...all, method: 'POST', body: 'application/json', answer: addGroup },
  { ...all, method: 'PUT', body: 'application/json', answer: updateGroup },
  { ...one, method: 'PUT', body: 'application/json', answer: updateGroup },
  {
    ...one,
    method: 'DELETE',
    answer(call) {
      const id = (call.path.taskGroupId as string).toLowerCase()
      const found = groupsOf(call).filter((group) => group.id === id && !group.deleted)
      if (found.length === 0) throw missing(id)
      for (const group of found) {
        group.deleted = true
        const comment = call.query('comment')
        if (comment) group.comment = comment
      }
      return { status: 204 }
    },
  },
]

function groupsOf(call: EndpointCall): GroupModel[] {
  return call.organization.part(createTaskGroups).of(projectOf(call))
}

function missing(id: string) {
  return taskError(404, 'TaskGroupNotFoundException', `Task group ${id} not found.`)
}

/** Newest first. The token is the creation time of the next one (facts 6). */
function listGroups(call: EndpointCall) {
  if (flag(call, 'expanded')) throw notEmulated('expanded task groups')
  if (call.query('taskIdFilter')) throw notEmulated('taskIdFilter of task groups')
  const deleted = flag(call, 'deleted')
  const id = call.path.taskGroupId?.toLowerCase()
  const ascending =
    enumParameter(
      call,
      'queryOrder',
      { createdOnAscending: 0, createdOnDescending: 1 },
      'createdOnDescending',
    ) === 'createdOnAscending'
  const text = call.query('continuationToken')
  const token = text ? Date.parse(text) : undefined
  if (Number.isNaN(token)) throw badArgument(`The continuation token "${text}" is not valid.`)
  const sign = ascending ? 1 : -1
  const found = groupsOf(call)
    .filter((group) => group.deleted === deleted && (!id || group.id === id))
    .sort((a, b) => sign * (a.createdAt - b.createdAt))
    .filter(({ createdAt }) => token === undefined || sign * createdAt >= sign * token)
  if (id && found.length === 0) throw missing(id)
  const top = wholeNumber(call, '$top', 0) ?? found.length
  const next = found[top]
  return list(
    found.slice(0, top).map((group) => groupAnswer(call, group)),
    next ? { 'x-ms-continuationtoken': new Date(next.createdAt).toISOString() } : undefined,
  )
}

function readGroup(body: Record<string, unknown>): Pick<GroupModel, 'name' | 'tasks'> & Partial<GroupModel> {
  const {
    name,
    tasks,
    category,
    description,
    friendlyName,
    author,
    instanceNameFormat,
    runsOn,
    inputs,
    comment,
  } = body
  if (typeof name !== 'string' || name === '') throw badArgument('The task group has no name.')
  if (!Array.isArray(tasks)) throw badArgument('The task group has no tasks.')
  for (const task of tasks as { task?: { id?: unknown } }[])
    if (typeof task.task?.id !== 'string') throw badArgument('A step of the task group names no task.')
  return {
    name,
    tasks: tasks as GroupModel['tasks'],
    ...(typeof category === 'string' ? { category } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof friendlyName === 'string' ? { friendlyName } : {}),
    ...(typeof author === 'string' ? { author } : {}),
    ...(typeof instanceNameFormat === 'string' ? { instanceNameFormat } : {}),
    ...(typeof comment === 'string' ? { comment } : {}),
    ...(Array.isArray(runsOn) ? { runsOn: runsOn.map(String) } : {}),
    ...(Array.isArray(inputs) ? { inputs: inputs as GroupModel['inputs'] } : {}),
  }
}

function addGroup(call: EndpointCall) {
  const body = jsonBody(call.request)
  if (body.parentDefinitionId) throw notEmulated('drafts of task groups')
  const version = { major: 1, minor: 0, patch: 0, isTest: false, ...(body.version as object | undefined) }
  const group: GroupModel = {
    category: 'Deploy',
    instanceNameFormat: '',
    runsOn: ['Agent', 'DeploymentGroup'],
    inputs: [],
    ...readGroup(body),
    id: randomUUID(),
    version,
    revision: 1,
    createdBy: call.caller,
    createdAt: call.now,
    modifiedBy: call.caller,
    modifiedAt: call.now,
    deleted: false,
  }
  groupsOf(call).unshift(group)
  return { status: 200, body: groupAnswer(call, group) }
}

function updateGroup(call: EndpointCall) {
  const body = jsonBody(call.request)
  const id = String(call.path.taskGroupId ?? body.id).toLowerCase()
  const { major } = (body.version ?? {}) as { major?: number }
  const found = groupsOf(call).filter((group) => group.id === id && !group.deleted)
  const group =
    found.find(({ version }) => version.major === major) ?? (major === undefined ? found[0] : undefined)
  if (!group) throw missing(id)
  if (body.revision !== group.revision)
    throw taskError(
      409,
      'TaskGroupRevisionMismatchException',
      `The revision ${String(body.revision)} of the task group is not the latest, which is ${group.revision}.`,
    )
  Object.assign(group, readGroup(body), {
    revision: group.revision + 1,
    modifiedBy: call.caller,
    modifiedAt: call.now,
  })
  return { status: 200, body: groupAnswer(call, group) }
}

function groupAnswer(call: EndpointCall, group: GroupModel): Wire<TaskGroup> {
  const { friendlyName, description, author, comment, deleted } = group
  return {
    tasks: group.tasks,
    runsOn: group.runsOn,
    revision: group.revision,
    createdBy: identityReference(call.base, group.createdBy),
    createdOn: serviceDate(group.createdAt),
    modifiedBy: identityReference(call.base, group.modifiedBy),
    modifiedOn: serviceDate(group.modifiedAt),
    ...(comment === undefined ? {} : { comment }),
    id: group.id,
    name: group.name,
    version: group.version,
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(description === undefined ? {} : { description }),
    category: group.category,
    ...(author === undefined ? {} : { author }),
    iconUrl: `${call.base}/_static/icon-meta-task.png`,
    definitionType: 'metaTask',
    instanceNameFormat: group.instanceNameFormat,
    ...(group.inputs.length > 0 ? { inputs: group.inputs as Wire<TaskGroup>['inputs'] } : {}),
    ...(deleted ? { deleted } : {}),
  }
}
