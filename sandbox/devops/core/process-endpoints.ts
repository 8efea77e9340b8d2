import type { Process } from 'azure-devops-node-api/interfaces/CoreInterfaces.js'
import { processes, type ProcessModel } from '../../data/processes.js'
import { DevOpsError } from '../devops-error.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'

const location: Location = {
  area: 'core',
  resource: 'processes',
  id: '93878975-88c5-4e6a-8abb-7ddd77a8a7d8',
}

/** `_apis/process/processes[/{processId}]`: the processes projects can be made with. */
export const processRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'process/processes',
    scope: ['organization'],
    versions: released(1),
    location,
    answer: (call) => list(processes.map((process) => processAnswer(call, process))),
  },
  {
    method: 'GET',
    pattern: 'process/processes/{processId}',
    scope: ['organization'],
    versions: released(1),
    location,
    answer(call) {
      const process = findProcess(call.path.processId as string)
      const { url, ...rest } = processAnswer(call, process)
      return { status: 200, body: { ...rest, _links: { self: { href: url } }, url } }
    },
  },
]

/** A process by its id; otherwise a 404 (type key and words unconfirmed). */
export function findProcess(id: string): ProcessModel {
  const process = processes.find(({ templateTypeId }) => templateTypeId === id.toLowerCase())
  if (process) return process
  throw new DevOpsError(
    404,
    'Microsoft.TeamFoundation.WorkItemTracking.Server.ProcessNotFoundByTypeIdException',
    `VS402362: The process with id ${id} does not exist or you do not have permission to access it.`,
  )
}

function processAnswer(call: EndpointCall, process: ProcessModel): Wire<Process> {
  const { name, templateTypeId } = process
  return {
    id: templateTypeId,
    description: processDescription(process),
    isDefault: process === processes[0],
    type: 'system',
    url: `${call.base}/_apis/process/processes/${templateTypeId}`,
    name,
  }
}

/** What the sandbox says of a process, wherever one is shown. */
export function processDescription({ name, types }: ProcessModel): string {
  return `${name}: plans with ${types.map((type) => type.name).join(', ')}.`
}
