import type {
  TaskboardColumn,
  TaskboardColumns,
  TaskboardWorkItemColumn,
} from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import { guidKey } from '../../data/boards/guid-key.js'
import { guid, streams } from '../../data/random.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { itemsOfTeam, levelsOf } from './items-of-team.js'
import { namedIteration, teamOf } from './team-of-call.js'

/** The board of a sprint: nobody has changed its columns, so they are the states of tasks. */
export const taskboardRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'work/taskboardcolumns',
    scope: ['project', 'team'],
    versions: released(1),
    location: { area: 'work', resource: 'taskboardColumns', id: 'c6815dbe-8e7e-4ffe-9a79-e83ee712aa92' },
    answer(call) {
      const body: Wire<TaskboardColumns> = { columns: columnsOf(call), isCustomized: false, isValid: true }
      return { status: 200, body }
    },
  },
  {
    method: 'GET',
    pattern: 'work/taskboardworkitems/{iterationId}',
    scope: ['project', 'team'],
    versions: released(1),
    location: {
      area: 'work',
      resource: 'taskboardWorkItems',
      id: '1be23c36-8872-4abc-b57d-402cd6c669d9',
    },
    answer(call) {
      const iteration = namedIteration(call, call.path.iterationId as string)
      const columns = columnsOf(call)
      const { items } = call.organization
      const rows = itemsOfTeam(call, { levels: ['task'], iteration }).map(
        (index): Wire<TaskboardWorkItemColumn> => {
          const state = String(items.value(index, 'System.State'))
          const type = String(items.value(index, 'System.WorkItemType'))
          const column = columns.find(({ mappings }) =>
            mappings?.some((one) => one.state === state && one.workItemType === type),
          )
          return {
            workItemId: items.idAt(index),
            state,
            column: column?.name ?? null,
            columnId: column?.id ?? null,
          }
        },
      )
      return list(rows)
    },
  },
]

/** One column for each state of the tasks, in which items of other types stand by their own states. */
function columnsOf(call: EndpointCall): Wire<TaskboardColumn>[] {
  const team = teamOf(call)
  const types = levelsOf(call).find(({ kind }) => kind === 'task')?.types ?? []
  const key = guidKey(team.id)
  const shown = types[0]?.states.filter(({ category }) => category !== 'Removed') ?? []
  return shown.map(({ name, category }, order) => ({
    id: guid(call.organization.seed, streams.board, key, 0, order),
    name,
    order,
    mappings: types.flatMap((type) =>
      type.states
        .filter((state) =>
          type === types[0]
            ? state.name === name
            : shown.find((one) => one.name === state.name)
              ? state.name === name
              : state.category !== 'Removed' &&
                (state.category === category || nearest(state.category, category)),
        )
        .map((state) => ({ workItemType: type.name, state: state.name })),
    ),
  }))
}

/** Resolved items are still in progress for a board without such a column. */
function nearest(category: string, column: string): boolean {
  return category === 'Resolved' && column === 'InProgress'
}
