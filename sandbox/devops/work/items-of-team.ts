import { backlogLevels, planningFields, type BacklogLevel } from '../../data/boards/backlog-levels.js'
import { createPlanning } from '../../data/boards/team-planning.js'
import type { ClassificationNode } from '../../data/classification-nodes.js'
import type { EndpointCall } from '../route.js'
import { runQuery } from '../wiql/run-query.js'
import { settingsOf, teamOf } from './team-of-call.js'

/** The levels of a team's backlog, with bugs where it wants them. */
export function levelsOf(call: EndpointCall): BacklogLevel[] {
  const team = teamOf(call)
  const { bugsBehavior } = call.organization.part(createPlanning)(team)
  return backlogLevels(team.project.process, bugsBehavior)
}

/**
 * Indexes of the items in a team's areas that are of the wanted levels (by kind or id): those of one iteration, or the
 * open ones; in the order of the backlog.
 */
export function itemsOfTeam(
  call: EndpointCall,
  wanted: { levels: readonly string[]; iteration?: ClassificationNode },
): readonly number[] {
  const { process } = teamOf(call).project
  const levels = levelsOf(call).filter(({ id, kind }) =>
    wanted.levels.some((one) => one === id || one === kind),
  )
  const types = levels.flatMap((level) => level.types)
  const { areas } = settingsOf(call)
  if (types.length === 0 || areas.length === 0) return []
  const names = types.map(({ name }) => quoted(name)).join(', ')
  const places = areas.map(
    ({ node, includeChildren }) =>
      `[System.AreaPath] ${includeChildren ? 'UNDER' : '='} ${quoted(node.path)}`,
  )
  const closed = new Set(
    types.flatMap(({ states }) =>
      states
        .filter(({ category }) => category === 'Completed' || category === 'Removed')
        .map(({ name }) => quoted(name)),
    ),
  )
  const rest = wanted.iteration
    ? `[System.IterationPath] = ${quoted(wanted.iteration.path)}`
    : `[System.State] NOT IN (${[...closed].join(', ')})`
  const order = planningFields(process).Order
  const query =
    `SELECT [System.Id] FROM WorkItems WHERE [System.WorkItemType] IN (${names}) AND ` +
    `(${places.join(' OR ')}) AND ${rest} ORDER BY ${order ? `[${order}], ` : ''}[System.Id]`
  const { organization, now } = call
  const scope = { organization, identity: call.request.identity, timePrecision: false, now }
  const outcome = runQuery(scope, query, undefined)
  return 'items' in outcome ? outcome.items : []
}

/** A work item by its id and address. */
export function itemReference(call: EndpointCall, index: number): { id: number; url: string } {
  const id = call.organization.items.idAt(index)
  return { id, url: `${call.base}/${teamOf(call).project.id}/_apis/wit/workItems/${id}` }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
