import type {
  Board as WireBoard,
  BoardColumn,
  BoardRow,
} from 'azure-devops-node-api/interfaces/WorkInterfaces.js'
import { defaultRowId, type Board } from '../../data/boards/board.js'
import { createBoards } from '../../data/boards/team-boards.js'
import { DevOpsError } from '../devops-error.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { teamOf, workUrl } from './team-of-call.js'

const boards: Location = { area: 'work', resource: 'boards', id: '23ad19fc-3b8e-4877-8462-b3f92bc06b40' }
export const columnLocation: Location = {
  area: 'work',
  resource: 'columns',
  id: 'c555d7ff-84e1-47df-9923-a3fe0cd8751b',
}
export const rowLocation: Location = {
  area: 'work',
  resource: 'rows',
  id: '0863355d-aefd-4d63-8669-984c9b7b0e78',
}

/** Reading of boards: `[{team}/]_apis/work/boards` and what columns and lanes a project's boards have. */
export const boardRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'work/boards',
    scope: ['project', 'team'],
    versions: released(1),
    location: boards,
    answer: (call) =>
      list(
        boardsOf(call).map((board) => ({ id: board.id, url: boardUrl(call, board), name: board.level.name })),
      ),
  },
  {
    method: 'GET',
    pattern: 'work/boards/{id}',
    scope: ['project', 'team'],
    versions: released(1),
    location: boards,
    answer: (call) => ({ status: 200, body: boardAnswer(call, namedBoard(call, call.path.id as string)) }),
  },
  {
    method: 'GET',
    pattern: 'work/boards/{board}/columns',
    scope: ['project', 'team'],
    versions: released(1),
    location: columnLocation,
    answer: (call) => list(columnsAnswer(namedBoard(call, call.path.board as string))),
  },
  {
    method: 'GET',
    pattern: 'work/boards/{board}/rows',
    scope: ['project', 'team'],
    versions: released(1),
    location: rowLocation,
    answer: (call) => list(rowsAnswer(namedBoard(call, call.path.board as string))),
  },
  {
    method: 'GET',
    pattern: 'work/boardcolumns',
    scope: ['project'],
    versions: released(1),
    location: { area: 'work', resource: 'boardcolumns', id: 'eb7ec5a3-1ba3-4fd1-b834-49a5a387e57d' },
    answer: (call) => suggestions(boardsOf(call).flatMap(({ columns }) => columns.map(({ name }) => name))),
  },
  {
    method: 'GET',
    pattern: 'work/boardrows',
    scope: ['project'],
    versions: released(1),
    location: { area: 'work', resource: 'boardrows', id: 'bb494cc6-a0f5-4c6c-8dca-ea6912e79eb9' },
    answer: (call) =>
      suggestions(boardsOf(call).flatMap(({ rows }) => rows.map(({ name }) => name ?? 'Default'))),
  },
]

function boardsOf(call: EndpointCall): readonly Board[] {
  return call.organization.part(createBoards)(teamOf(call))
}

/** A board of the team by id or name; otherwise a 404 (type key and words unconfirmed). */
export function namedBoard(call: EndpointCall, nameOrId: string): Board {
  const wanted = nameOrId.toLowerCase()
  const board = boardsOf(call).find(({ id, level }) => id === wanted || level.name.toLowerCase() === wanted)
  if (board) return board
  throw new DevOpsError(
    404,
    'Microsoft.TeamFoundation.Work.WebApi.Exceptions.BoardDoesNotExistException',
    `The board ${nameOrId} does not exist for the team ${teamOf(call).name}.`,
  )
}

export function boardUrl(call: EndpointCall, { id }: Board): string {
  return `${workUrl(call)}/boards/${id}`
}

/** The distinct names, sorted. */
function suggestions(names: readonly string[]) {
  return list([...new Set(names)].sort().map((name) => ({ name })))
}

function boardAnswer(call: EndpointCall, board: Board): Wire<WireBoard> {
  const url = boardUrl(call, board)
  const { project, id } = teamOf(call)
  const fieldOf = (end: string) => {
    const referenceName = `WEF_${board.extensionId.replaceAll('-', '').toUpperCase()}_Kanban.${end}`
    return { referenceName, url: `${call.base}/_apis/wit/fields/${referenceName}` }
  }
  return {
    id: board.id,
    url,
    name: board.level.name,
    revision: board.revision,
    columns: columnsAnswer(board),
    rows: rowsAnswer(board),
    isValid: true,
    allowedMappings: allowedMappings(board),
    canEdit: true,
    fields: {
      columnField: fieldOf('Column'),
      rowField: fieldOf('Lane'),
      doneField: fieldOf('Column.Done'),
    },
    _links: {
      self: { href: url },
      project: { href: `${call.base}/_apis/projects/${project.id}` },
      team: { href: `${call.base}/_apis/projects/${project.id}/teams/${id}` },
      charts: { href: `${url}/charts` },
      columns: { href: `${url}/columns` },
      rows: { href: `${url}/rows` },
    },
  }
}

/** Split and description are of the columns in the middle only (published example). */
export function columnsAnswer(board: Board): Wire<BoardColumn>[] {
  return board.columns.map(({ id, name, itemLimit, stateMappings, kind, isSplit, description }) => ({
    id,
    name,
    itemLimit,
    stateMappings,
    ...(kind === 'inProgress' ? { isSplit, description } : {}),
    columnType: kind,
  }))
}

export function rowsAnswer(board: Board): Wire<BoardRow>[] {
  return board.rows.map(({ id, name, color }) => ({ id, name, ...(id === defaultRowId ? {} : { color }) }))
}

/** Which states of each type a column of each kind may stand for. */
function allowedMappings({ level }: Board): Record<string, Record<string, string[]>> {
  const kinds = {
    Incoming: ['Proposed'],
    InProgress: ['Proposed', 'InProgress', 'Resolved'],
    Outgoing: ['Completed'],
  }
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, categories]) => [
      kind,
      Object.fromEntries(
        level.types.map(({ name, states }) => [
          name,
          states.filter(({ category }) => categories.includes(category)).map((state) => state.name),
        ]),
      ),
    ]),
  )
}
