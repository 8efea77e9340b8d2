import type {
  BacklogConfiguration,
  BacklogLevelConfiguration,
  BacklogLevelWorkItems,
  CategoryConfiguration,
  ProcessConfiguration,
} from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import type { WorkItemFieldReference } from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import { backlogLevels, planningFields, type BacklogLevel } from '../../data/boards/backlog-levels.js'
import { createPlanning } from '../../data/boards/team-planning.js'
import type { WorkItemTypeModel } from '../../data/processes.js'
import { typeCategories, type TypeCategory } from '../../data/tracking/type-categories.js'
import { DevOpsError } from '../devops-error.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { itemReference, itemsOfTeam, levelsOf } from './items-of-team.js'
import { teamOf, workUrl } from './team-of-call.js'

const backlogs: Location = { area: 'work', resource: 'backlogs', id: 'a93726f9-7867-4e38-b4f2-0bfafc2f6a94' }

/** The levels of a team's backlog, what is on them, and how the process plans. */
export const backlogRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'work/backlogs',
    scope: ['project', 'team'],
    versions: released(1),
    location: backlogs,
    answer: (call) => list(levelsOf(call).map((level) => levelAnswer(call, level))),
  },
  {
    method: 'GET',
    pattern: 'work/backlogs/{id}',
    scope: ['project', 'team'],
    versions: released(1),
    location: backlogs,
    answer: (call) => ({ status: 200, body: levelAnswer(call, namedLevel(call, call.path.id as string)) }),
  },
  {
    method: 'GET',
    pattern: 'work/backlogs/{backlogId}/workitems',
    scope: ['project', 'team'],
    versions: released(1),
    location: {
      area: 'work',
      resource: 'backlogworkitems',
      id: '7c468d96-ab1d-4294-a360-92f07e9ccd98',
    },
    answer(call) {
      const level = namedLevel(call, call.path.backlogId as string)
      const indexes = itemsOfTeam(call, { levels: [level.id] })
      const body: Wire<BacklogLevelWorkItems> = {
        workItems: indexes.map((index) => ({ rel: null, source: null, target: itemReference(call, index) })),
      }
      return { status: 200, body }
    },
  },
  {
    method: 'GET',
    pattern: 'work/backlogconfiguration',
    scope: ['project', 'team'],
    versions: released(1),
    location: {
      area: 'work',
      resource: 'backlogconfiguration',
      id: '7799f497-3cb5-4f16-ad4f-5cd06012db64',
    },
    answer: (call) => ({ status: 200, body: configuration(call) }),
  },
  {
    method: 'GET',
    pattern: 'work/processconfiguration',
    scope: ['project'],
    versions: released(1),
    location: {
      area: 'work',
      resource: 'processconfiguration',
      id: 'f901ba42-86d2-4b0c-89c1-3f86d06daa84',
    },
    answer: (call) => ({ status: 200, body: processConfiguration(call) }),
  },
]

/** A level by its category or its name; otherwise a 404 (type key and words unconfirmed). */
function namedLevel(call: EndpointCall, nameOrId: string): BacklogLevel {
  const wanted = nameOrId.toLowerCase()
  const level = levelsOf(call).find(
    ({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted,
  )
  if (level) return level
  throw new DevOpsError(
    404,
    'Microsoft.TeamFoundation.Work.WebApi.Exceptions.BacklogDoesNotExistException',
    `The backlog ${nameOrId} does not exist for the team ${teamOf(call).name}.`,
  )
}

function isHidden(call: EndpointCall, { id }: BacklogLevel): boolean {
  return call.organization.part(createPlanning)(teamOf(call)).backlogVisibilities[id] === false
}

/** The list tells whether a level is hidden and of which kind it is; the configuration does not (published examples). */
function levelAnswer(call: EndpointCall, level: BacklogLevel): Wire<BacklogLevelConfiguration> {
  return { ...levelParts(call, level), isHidden: isHidden(call, level), type: level.kind }
}

function levelParts(call: EndpointCall, level: BacklogLevel): Wire<BacklogLevelConfiguration> {
  const types = level.types.map((type) => typeReference(call, type))
  return {
    id: level.id,
    name: level.name,
    rank: level.rank,
    workItemCountLimit: 1000,
    addPanelFields: [fieldReference(call, 'System.Title')],
    columnFields: level.columns.map(([referenceName, width]) => ({
      columnFieldReference: fieldReference(call, referenceName),
      width,
    })),
    workItemTypes: types,
    defaultWorkItemType: types[0],
    color: level.color,
  }
}

function configuration(call: EndpointCall): Wire<BacklogConfiguration> {
  const { project } = teamOf(call)
  const { bugsBehavior } = call.organization.part(createPlanning)(teamOf(call))
  const levels = levelsOf(call)
  const one = (kind: BacklogLevel['kind']) => levels.filter((level) => level.kind === kind)
  const show = (level: BacklogLevel | undefined) => level && levelParts(call, level)
  return {
    taskBacklog: show(one('task')[0]),
    requirementBacklog: show(one('requirement')[0]),
    portfolioBacklogs: one('portfolio').map((level) => levelParts(call, level)),
    workItemTypeMappedStates: project.process.types.map(({ name, states }) => ({
      workItemTypeName: name,
      states: Object.fromEntries(states.map((state) => [state.name, state.category])),
    })),
    backlogFields: { typeFields: planningFields(project.process) },
    bugsBehavior,
    hiddenBacklogs: levels.filter((level) => isHidden(call, level)).map(({ id }) => id),
    isBugsBehaviorConfigured: true,
    url: `${workUrl(call)}/backlogconfiguration`,
  }
}

function processConfiguration(call: EndpointCall): Wire<ProcessConfiguration> {
  const { process, id } = teamOf(call).project
  const levels = backlogLevels(process, 'off')
  const categories = typeCategories(process)
  const category = (wanted: string) => categories.find(({ referenceName }) => referenceName === wanted)
  const show = (found: TypeCategory | undefined): Wire<CategoryConfiguration> | undefined =>
    found && {
      name: found.name,
      referenceName: found.referenceName,
      workItemTypes: found.types.map((type) => typeReference(call, type)),
    }
  const bugs = show(category('Microsoft.BugCategory'))
  return {
    ...(bugs ? { bugWorkItems: bugs } : {}),
    portfolioBacklogs: levels
      .filter(({ kind }) => kind === 'portfolio')
      .map(({ id: wanted }) => show(category(wanted)) as Wire<CategoryConfiguration>),
    requirementBacklog: show(category('Microsoft.RequirementCategory')),
    taskBacklog: show(category('Microsoft.TaskCategory')),
    typeFields: Object.fromEntries(
      Object.entries(planningFields(process)).map(([use, name]) => [use, fieldReference(call, name)]),
    ),
    url: `${call.base}/${id}/_apis/work/processconfiguration`,
  }
}

function fieldReference(call: EndpointCall, referenceName: string): Wire<WorkItemFieldReference> {
  const field = call.organization.fields.find((one) => one.referenceName === referenceName)
  return {
    referenceName,
    name: field?.name ?? referenceName,
    url: `${call.base}/_apis/wit/fields/${referenceName}`,
  }
}

function typeReference(call: EndpointCall, { name }: WorkItemTypeModel): { name: string; url: string } {
  const { id } = teamOf(call).project
  return { name, url: `${call.base}/${id}/_apis/wit/workItemTypes/${encodeURIComponent(name)}` }
}
