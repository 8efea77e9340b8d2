import type { TaskDefinition } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js'
import { tasks, type Task } from '../../data/agents/tasks.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { taskError, taskLocation } from './task-error.js'
import type { Wire } from '../wire.js'

const shared = {
  method: 'GET',
  scope: ['organization'],
  versions: released(1),
  location: taskLocation('tasks', '60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd'),
} as const

/** Task definitions: all, all versions of one, one version. */
export const taskRoutes: readonly Route[] = [
  {
    ...shared,
    pattern: 'distributedtask/tasks',
    answer: (call) => list(tasks.map((task) => taskAnswer(call, task))),
  },
  {
    ...shared,
    pattern: 'distributedtask/tasks/{taskId}',
    answer: (call) => list(versionsOf(call).map((task) => taskAnswer(call, task))),
  },
  {
    ...shared,
    pattern: 'distributedtask/tasks/{taskId}/{versionString}',
    answer(call) {
      const wanted = call.path.versionString as string
      const found = versionsOf(call).find((task) => versionOf(task) === wanted)
      if (!found)
        throw taskError(
          404,
          'TaskDefinitionNotFoundException',
          `Task ${call.path.taskId} has no version ${wanted}.`,
        )
      return { status: 200, body: taskAnswer(call, found) }
    },
  },
]

function versionsOf(call: EndpointCall): readonly Task[] {
  const id = (call.path.taskId as string).toLowerCase()
  const found = tasks.filter((task) => task.id === id)
  if (found.length === 0) throw taskError(404, 'TaskDefinitionNotFoundException', `Task ${id} was not found.`)
  return found
}

function versionOf({ version: { major, minor, patch } }: Task): string {
  return `${major}.${minor}.${patch}`
}

function taskAnswer(call: EndpointCall, task: Task): Wire<TaskDefinition> {
  return {
    visibility: ['Build', 'Release'],
    runsOn: [...task.runsOn],
    id: task.id,
    name: task.name,
    version: { ...task.version, isTest: false },
    serverOwned: true,
    contentsUploaded: true,
    iconUrl: `${call.base}/_apis/distributedtask/tasks/${task.id}/${versionOf(task)}/icon`,
    minimumAgentVersion: '2.206.1',
    friendlyName: task.friendlyName,
    description: task.description,
    category: task.category,
    helpMarkDown: '',
    definitionType: 'task',
    author: task.author,
    demands: [],
    groups: [],
    inputs: task.inputs.map((input) => ({ aliases: [], options: {}, properties: {}, ...input })),
    satisfies: [],
    sourceDefinitions: [],
    dataSourceBindings: [],
    instanceNameFormat: task.friendlyName,
    preJobExecution: {},
    execution: {},
    postJobExecution: {},
  }
}
