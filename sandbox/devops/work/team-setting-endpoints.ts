import type { TeamFieldValues, TeamSetting } from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import { createPlanning, weekdays, type TeamPlanning, type Weekday } from '../../data/boards/team-planning.js'
import { nodeAt, type ClassificationNode } from '../../data/classification-nodes.js'
import { iterationAt } from '../../data/team-settings.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { nodeUrl, projectIteration, settingLinks, settingsOf, teamOf, workUrl } from './team-of-call.js'

const settings: Location = {
  area: 'work',
  resource: 'teamsettings',
  id: 'c3c1012b-bea7-49d7-b45e-1664e566f84c',
}
const fieldValues: Location = {
  area: 'work',
  resource: 'teamfieldvalues',
  id: '07ced576-58ed-49e6-9c1e-5cb53ab8bf2a',
}
const noId = '00000000-0000-0000-0000-000000000000'

/** `[{team}/]_apis/work/teamsettings` and its `teamfieldvalues`: how a team plans, and which areas are its own. */
export const teamSettingRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'work/teamsettings',
    scope: ['project', 'team'],
    versions: released(1),
    location: settings,
    answer: (call) => ({ status: 200, body: settingAnswer(call) }),
  },
  {
    method: 'PATCH',
    pattern: 'work/teamsettings',
    scope: ['project', 'team'],
    versions: released(1),
    location: settings,
    body: 'application/json',
    answer: updateSettings,
  },
  {
    method: 'GET',
    pattern: 'work/teamsettings/teamfieldvalues',
    scope: ['project', 'team'],
    versions: released(1),
    location: fieldValues,
    answer: (call) => ({ status: 200, body: fieldValuesAnswer(call) }),
  },
  {
    method: 'PATCH',
    pattern: 'work/teamsettings/teamfieldvalues',
    scope: ['project', 'team'],
    versions: released(1),
    location: fieldValues,
    body: 'application/json',
    answer: updateFieldValues,
  },
]

function planningOf(call: EndpointCall): TeamPlanning {
  return call.organization.part(createPlanning)(teamOf(call))
}

/** A backlog iteration nobody chose has the id of zeros (facts 9). */
function settingAnswer(call: EndpointCall): Wire<TeamSetting> {
  const planning = planningOf(call)
  const { backlogIteration, defaultIterationMacro } = planning
  // With the macro it is the iteration of now, if there is one (published example).
  const defaultIteration = defaultIterationMacro
    ? iterationAt(settingsOf(call), call.now, 0)
    : planning.defaultIteration
  const url = `${workUrl(call)}/teamsettings`
  const chosen = [backlogIteration, defaultIteration].filter((node) => node !== undefined)
  return {
    backlogIteration: backlogIteration
      ? shortIteration(call, backlogIteration)
      : { id: noId, name: '', path: '', url: '' },
    bugsBehavior: planning.bugsBehavior,
    workingDays: planning.workingDays,
    backlogVisibilities: planning.backlogVisibilities,
    defaultIteration: defaultIteration ? shortIteration(call, defaultIteration) : null,
    ...(defaultIterationMacro === undefined ? {} : { defaultIterationMacro }),
    url,
    _links: {
      ...settingLinks(call, url),
      teamFieldValues: { href: `${url}/teamfieldvalues` },
      classificationNode: chosen.map((node) => ({ href: nodeUrl(call, node) })),
    },
  }
}

/** Paths here come without the project: empty for its root. */
function shortIteration(call: EndpointCall, node: ClassificationNode) {
  const { identifier, name, path } = node
  return { id: identifier, name, path: path.slice(path.split('\\')[0]?.length), url: nodeUrl(call, node) }
}

function updateSettings(call: EndpointCall) {
  const body = jsonBody(call.request)
  const planning = { ...planningOf(call) }
  if (body.bugsBehavior !== undefined) {
    const words = ['off', 'asRequirements', 'asTasks'] as const
    planning.bugsBehavior = oneOf(words, body.bugsBehavior, 'bugsBehavior')
  }
  if (body.workingDays !== undefined) {
    if (!Array.isArray(body.workingDays)) throw badArgument('workingDays must be a list.')
    const days = new Set(body.workingDays.map((one) => oneOf(weekdays, one, 'workingDays')))
    planning.workingDays = weekdays.filter((one): one is Weekday => days.has(one))
  }
  if (body.backlogVisibilities !== undefined) {
    const changes = Object.entries((body.backlogVisibilities ?? {}) as Record<string, unknown>)
    planning.backlogVisibilities = {
      ...planning.backlogVisibilities,
      ...Object.fromEntries(changes.map(([id, shown]) => [id, shown === true])),
    }
  }
  if (body.backlogIteration !== undefined)
    planning.backlogIteration = iterationIn(call, body.backlogIteration)
  if (body.defaultIteration !== undefined) {
    planning.defaultIteration = iterationIn(call, body.defaultIteration)
    delete planning.defaultIterationMacro
  }
  if (typeof body.defaultIterationMacro === 'string') {
    if (body.defaultIterationMacro.toLowerCase() !== '@currentiteration')
      throw badArgument(`The macro ${body.defaultIterationMacro} is not @CurrentIteration.`)
    planning.defaultIterationMacro = '@currentIteration'
    delete planning.defaultIteration
  }
  Object.assign(planningOf(call), { defaultIteration: undefined, defaultIterationMacro: undefined }, planning)
  return { status: 200, body: settingAnswer(call) }
}

/** Numbers are those of the official client's enumerations. */
function oneOf<T extends string>(words: readonly T[], value: unknown, name: string): T {
  const found =
    typeof value === 'number'
      ? words[value]
      : words.find((word) => word.toLowerCase() === String(value).toLowerCase())
  if (found) return found
  throw badArgument(`The value ${String(value)} of ${name} is none of ${words.join(', ')}.`)
}

function iterationIn(call: EndpointCall, id: unknown): ClassificationNode {
  const node = projectIteration(call, id)
  if (node) return node
  throw invalidSettings(`The iteration with id ${String(id)} does not exist in the project.`)
}

/** Key and words unconfirmed. */
function invalidSettings(message: string): DevOpsError {
  return new DevOpsError(
    400,
    'Microsoft.TeamFoundation.Work.WebApi.Exceptions.InvalidTeamSettingsException',
    message,
  )
}

function fieldValuesAnswer(call: EndpointCall): Wire<TeamFieldValues> {
  const { areas } = settingsOf(call)
  const url = `${workUrl(call)}/teamsettings/teamfieldvalues`
  const { project } = teamOf(call)
  return {
    field: { referenceName: 'System.AreaPath', url: `${call.base}/_apis/wit/fields/System.AreaPath` },
    defaultValue: areas[0]?.node.path ?? null,
    values: areas.map(({ node, includeChildren }) => ({ value: node.path, includeChildren })),
    url,
    _links: {
      ...settingLinks(call, url),
      areaPathClassificationNodes: {
        href: `${call.base}/${project.id}/_apis/wit/classificationNodes/Areas`,
      },
    },
  }
}

/** The areas that were named take the place of those there were; the default comes first. */
function updateFieldValues(call: EndpointCall) {
  const { defaultValue, values } = jsonBody(call.request)
  if (!Array.isArray(values) || values.length === 0) throw badArgument('values must name at least one area.')
  const root = call.organization.nodes[teamOf(call).project.index]?.areas
  const areas = values.map((entry: unknown) => {
    const { value, includeChildren } = (entry ?? {}) as Record<string, unknown>
    const node = root && nodeAt(root, String(value))
    if (!node) throw invalidSettings(`The area ${String(value)} does not exist in the project.`)
    return { node, includeChildren: includeChildren === true }
  })
  const first = defaultValue === undefined ? areas[0] : areas.find(({ node }) => node.path === defaultValue)
  if (!first) throw invalidSettings(`The default value ${String(defaultValue)} is none of the values.`)
  settingsOf(call).areas = [first, ...areas.filter((area) => area !== first)]
  return { status: 200, body: fieldValuesAnswer(call) }
}
