import type { ProcessBehavior } from 'azure-devops-node-api/interfaces/WorkItemTrackingProcessInterfaces.js'
import { backlogLevels, planningFields, type BacklogLevel } from '../../data/boards/backlog-levels.js'
import type { WorkItemTypeModel } from '../../data/processes.js'
import { word } from '../query-parameters.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { notFound, processOf, processUrl } from './process-of-call.js'

const location: Location = {
  area: 'processes',
  resource: 'behaviors',
  id: 'd1800200-f184-4e75-a5f2-ad0b04b4373e',
}

/** `_apis/work/processes/{processId}/behaviors`: what makes work item types appear on backlogs. */
export const processBehaviorRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'work/processes/{processId}/behaviors',
    scope: ['organization'],
    versions: released(2),
    location,
    answer: (call) => list(behaviors(call)),
  },
  {
    method: 'GET',
    pattern: 'work/processes/{processId}/behaviors/{behaviorRefName}',
    scope: ['organization'],
    versions: released(2),
    location,
    answer(call) {
      const wanted = (call.path.behaviorRefName as string).toLowerCase()
      const behavior = behaviors(call).find(({ referenceName }) => referenceName?.toLowerCase() === wanted)
      if (!behavior)
        throw notFound(
          'BehaviorDoesNotExistException',
          `The behavior ${call.path.behaviorRefName} does not exist.`,
        )
      return { status: 200, body: behavior }
    },
  },
]

/** Names of the published examples: each level, and those they inherit from. */
function referenceNameOf({ id, kind }: BacklogLevel): string {
  if (kind === 'requirement') return 'System.RequirementBacklogBehavior'
  if (kind === 'task') return 'System.TaskBacklogBehavior'
  const level = id.replace('Microsoft.', '').replace('Category', '')
  return `Microsoft.VSTS.Agile.${level}BacklogBehavior`
}

function behaviors(call: EndpointCall): Wire<ProcessBehavior>[] {
  const process = processOf(call)
  const expand = word(call, '$expand', ['none', 'fields', 'combinedFields'], 'none')
  const { Order, Effort } = planningFields(process)
  const url = (name: string) => `${processUrl(call, process)}/behaviors/${name}`
  const make = (
    name: string,
    referenceName: string,
    rank: number,
    color: string | null,
    inherits: string | undefined,
    fields: readonly (string | undefined)[],
  ): Wire<ProcessBehavior> => ({
    name,
    referenceName,
    color,
    rank,
    description: `${name} of the process ${process.name}`,
    customization: 'system',
    ...(expand === 'none' ? {} : { fields: fieldReferences(call, fields) }),
    ...(inherits === undefined ? {} : { inherits: { behaviorRefName: inherits, url: url(inherits) } }),
    url: url(referenceName),
  })
  // What is inherited counts with combinedFields only.
  const order = expand === 'combinedFields' ? [Order] : []
  return [
    ...backlogLevels(process, 'off').map((level) =>
      make(
        level.name,
        referenceNameOf(level),
        level.rank * 10,
        level.color,
        level.kind === 'portfolio' ? 'System.PortfolioBacklogBehavior' : 'System.OrderedBehavior',
        [...order, ...(level.kind === 'requirement' ? [Effort] : [])],
      ),
    ),
    make('Portfolio', 'System.PortfolioBacklogBehavior', 0, null, 'System.OrderedBehavior', order),
    make('Ordered', 'System.OrderedBehavior', 0, null, undefined, [Order]),
  ]
}

function fieldReferences(call: EndpointCall, names: readonly (string | undefined)[]) {
  return call.organization.fields
    .filter(({ referenceName }) => names.includes(referenceName))
    .map(({ name, referenceName }) => ({
      name,
      referenceName,
      url: `${call.base}/_apis/wit/fields/${referenceName}`,
    }))
}

/** The behavior that puts a type on its level of the backlog; undefined for a type on none. */
export function behaviorOfType(
  call: EndpointCall,
  type: WorkItemTypeModel,
): { id: string; url: string } | undefined {
  const process = processOf(call)
  const level = backlogLevels(process, 'off').find(({ types }) => types.includes(type))
  if (!level) return undefined
  const id = referenceNameOf(level)
  return { id, url: `${processUrl(call, process)}/behaviors/${id}` }
}
