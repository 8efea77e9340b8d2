import type { IterationWorkItems } from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import type { ClassificationNode } from '../../data/classification-nodes.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { itemsOfTeam, itemReference } from './items-of-team.js'
import { iterationAnswer, linkedIteration, timeFrame } from './iteration-answer.js'
import {
  namedIteration,
  projectIteration,
  settingLinks,
  settingsOf,
  teamOf,
  workUrl,
} from './team-of-call.js'

const location: Location = {
  area: 'work',
  resource: 'iterations',
  id: 'c9175577-28a1-4b06-9197-8636af9f64ad',
}

/** `[{team}/]_apis/work/teamsettings/iterations`: the iterations a team has chosen. */
export const iterationRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'work/teamsettings/iterations',
    scope: ['project', 'team'],
    versions: released(1),
    location,
    answer(call) {
      const wanted = call.query('$timeframe')?.toLowerCase()
      if (wanted && wanted !== 'current')
        throw badArgument(`The time frame "${wanted}" is not supported; the only one is current.`)
      const { iterations } = settingsOf(call)
      const fitting = wanted ? iterations.filter((one) => timeFrame(one, call.now) === wanted) : iterations
      return list(fitting.map((one) => iterationAnswer(call, one)))
    },
  },
  {
    method: 'POST',
    pattern: 'work/teamsettings/iterations',
    scope: ['project', 'team'],
    versions: released(1),
    location,
    body: 'application/json',
    answer: addIteration,
  },
  {
    method: 'GET',
    pattern: 'work/teamsettings/iterations/{id}',
    scope: ['project', 'team'],
    versions: released(1),
    location,
    answer: (call) => ({
      status: 200,
      body: linkedIteration(call, namedIteration(call, call.path.id as string)),
    }),
  },
  {
    method: 'DELETE',
    pattern: 'work/teamsettings/iterations/{id}',
    scope: ['project', 'team'],
    versions: released(1),
    location,
    answer(call) {
      const node = namedIteration(call, call.path.id as string)
      const settings = settingsOf(call)
      settings.iterations = settings.iterations.filter((one) => one !== node)
      return { status: 204 }
    },
  },
  {
    method: 'GET',
    pattern: 'work/teamsettings/iterations/{iterationId}/workitems',
    scope: ['project', 'team'],
    versions: released(1),
    location: {
      area: 'work',
      resource: 'iterationworkitems',
      id: '5b3ef1a6-d3ab-44cd-bafd-c7f45db850fa',
    },
    answer: iterationWorkItems,
  },
]

/** The id is the identifier of a classification node of the project; one that is chosen already stays chosen. */
function addIteration(call: EndpointCall) {
  const { id } = jsonBody(call.request)
  const node = projectIteration(call, id)
  if (!node) {
    throw new DevOpsError(
      400,
      'Microsoft.TeamFoundation.Work.WebApi.Exceptions.InvalidTeamSettingsException',
      `The iteration with id ${String(id)} does not exist in the project ${teamOf(call).project.name}.`,
    )
  }
  const settings = settingsOf(call)
  if (!settings.iterations.includes(node)) {
    const start = ({ startDate }: ClassificationNode) => startDate ?? Number.MAX_VALUE
    settings.iterations = [...settings.iterations, node].sort((a, b) => start(a) - start(b) || a.id - b.id)
  }
  return { status: 201, body: linkedIteration(call, node) }
}

/** Requirements and tasks of the team in the iteration; a child comes after its parent with the link between them. */
function iterationWorkItems(call: EndpointCall) {
  const node = namedIteration(call, call.path.iterationId as string)
  const { items } = call.organization
  const indexes = itemsOfTeam(call, { levels: ['requirement', 'task'], iteration: node })
  const known = new Set(indexes)
  const parentOf = (index: number) => {
    const id = items.value(index, 'System.Parent')
    const parent = typeof id === 'number' ? items.indexOf(id) : undefined
    return parent !== undefined && known.has(parent) ? parent : undefined
  }
  const children = new Map<number | undefined, number[]>()
  for (const index of indexes) {
    const parent = parentOf(index)
    const siblings = children.get(parent)
    if (siblings) siblings.push(index)
    else children.set(parent, [index])
  }
  const relations: NonNullable<Wire<IterationWorkItems>['workItemRelations']> = []
  const walk = (parent: number | undefined): void => {
    for (const index of children.get(parent) ?? []) {
      relations.push({
        rel: parent === undefined ? null : 'System.LinkTypes.Hierarchy-Forward',
        source: parent === undefined ? null : itemReference(call, parent),
        target: itemReference(call, index),
      })
      walk(index)
    }
  }
  walk(undefined)
  const url = `${workUrl(call)}/teamsettings/iterations/${node.identifier}/workitems`
  const body: Wire<IterationWorkItems> = {
    workItemRelations: relations,
    url,
    _links: {
      ...settingLinks(call, url),
      teamIteration: { href: `${workUrl(call)}/teamsettings/iterations/${node.identifier}` },
    },
  }
  return { status: 200, body }
}
