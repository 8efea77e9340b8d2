import { guidKey } from '../../data/boards/guid-key.js'
import { defaultRowId, type Board, type BoardColumn } from '../../data/boards/board.js'
import { guid, streams } from '../../data/random.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import { jsonBody, jsonList } from '../json-body.js'
import { list, released, type EndpointCall, type Location, type Route } from '../route.js'
import {
  boardUrl,
  columnLocation,
  columnsAnswer,
  namedBoard,
  rowLocation,
  rowsAnswer,
} from './board-endpoints.js'

const userSettings: Location = {
  area: 'work',
  resource: 'boardusersettings',
  id: 'b30d9f58-1891-4b0a-b168-c46408f919b0',
}

/** Changing columns and lanes, and how a board looks. */
export const boardWriteRoutes: readonly Route[] = [
  {
    method: 'PUT',
    pattern: 'work/boards/{board}/columns',
    scope: ['project', 'team'],
    versions: released(1),
    location: columnLocation,
    body: 'application/json',
    answer(call) {
      const board = boardOf(call)
      board.columns = columnsIn(call, board)
      board.revision++
      return list(columnsAnswer(board))
    },
  },
  {
    method: 'PUT',
    pattern: 'work/boards/{board}/rows',
    scope: ['project', 'team'],
    versions: released(1),
    location: rowLocation,
    body: 'application/json',
    answer(call) {
      const board = boardOf(call)
      const rows = jsonList(call.request).map((entry, at) => {
        const { id, name, color } = (entry ?? {}) as Record<string, unknown>
        const known = board.rows.find((row) => row.id === id)
        if (known?.id !== defaultRowId && (typeof name !== 'string' || name === ''))
          throw invalid('A row needs a name.')
        return {
          id: known?.id ?? newId(call, board, at),
          name: typeof name === 'string' ? name : null,
          color: typeof color === 'string' ? color : (known?.color ?? null),
        }
      })
      if (!rows.some(({ id }) => id === defaultRowId)) throw invalid('The default row cannot be removed.')
      board.rows = rows
      board.revision++
      return list(rowsAnswer(board))
    },
  },
  {
    method: 'GET',
    pattern: 'work/boards/{board}/boardusersettings',
    scope: ['project', 'team'],
    versions: released(1),
    location: userSettings,
    answer: (call) => ({ status: 200, body: { autoRefreshState: boardOf(call).autoRefresh } }),
  },
  {
    method: 'PATCH',
    pattern: 'work/boards/{board}/boardusersettings',
    scope: ['project', 'team'],
    versions: released(1),
    location: userSettings,
    body: 'application/json',
    answer(call) {
      const board = boardOf(call)
      const { autoRefreshState } = jsonBody(call.request)
      board.autoRefresh = String(autoRefreshState).toLowerCase() === 'true'
      return { status: 200, body: { autoRefreshState: board.autoRefresh } }
    },
  },
  {
    method: 'GET',
    pattern: 'work/boards/{board}/cardsettings',
    scope: ['project', 'team'],
    versions: released(2),
    location: { area: 'work', resource: 'cardsettings', id: '07c3b467-bc60-4f05-8e34-599ce288fafc' },
    answer: (call) => ({ status: 200, body: { cards: cardFields(boardOf(call)) } }),
  },
  {
    method: 'GET',
    pattern: 'work/boards/{board}/cardrulesettings',
    scope: ['project', 'team'],
    versions: released(2),
    location: { area: 'work', resource: 'cardrulesettings', id: 'b044a3d9-02ea-49c7-91a1-b730949cc896' },
    answer(call) {
      const url = `${boardUrl(call, boardOf(call))}/cardrulesettings`
      const body = { rules: { fill: [], tagStyle: [] }, url, _links: { self: { href: url } } }
      return { status: 200, body }
    },
  },
]

function boardOf(call: EndpointCall): Board {
  return namedBoard(call, call.path.board as string)
}

/** The first column is the incoming one, the last the outgoing one; those in between are of work in progress. */
function columnsIn(call: EndpointCall, board: Board): BoardColumn[] {
  const entries = jsonList(call.request).map((entry) => (entry ?? {}) as Record<string, unknown>)
  if (entries.length < 2) throw invalid('A board needs an incoming and an outgoing column.')
  const columns = entries.map((entry, at): BoardColumn => {
    const kind = at === 0 ? 'incoming' : at === entries.length - 1 ? 'outgoing' : 'inProgress'
    const { id, name, itemLimit, stateMappings, isSplit, description } = entry
    if (typeof name !== 'string' || name === '') throw invalid('A column needs a name.')
    if (itemLimit !== undefined && !Number.isInteger(itemLimit))
      throw badArgument('itemLimit must be a number.')
    return {
      id: board.columns.find((column) => column.id === id)?.id ?? newId(call, board, at),
      name,
      itemLimit: typeof itemLimit === 'number' ? itemLimit : 0,
      stateMappings: mappingsIn(board, name, stateMappings),
      kind,
      isSplit: kind === 'inProgress' && isSplit === true,
      description: typeof description === 'string' ? description : '',
    }
  })
  const names = new Set(columns.map(({ name }) => name.toLowerCase()))
  if (names.size < columns.length) throw invalid('The names of columns must differ.')
  return columns
}

/** Every type of the board needs one of its states in each column. */
function mappingsIn(board: Board, column: string, value: unknown): Record<string, string> {
  const given = (value ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    board.level.types.map((type) => {
      const state = type.states.find(({ name }) => name === given[type.name])
      if (!state) throw invalid(`The column ${column} has no state for ${type.name}.`)
      return [type.name, state.name]
    }),
  )
}

function newId({ organization }: EndpointCall, board: Board, at: number): string {
  const key = guidKey(board.id)
  return guid(organization.seed, streams.createdLater, streams.board, key, board.revision, at)
}

/** Key and words unconfirmed. */
function invalid(message: string): DevOpsError {
  return new DevOpsError(
    400,
    'Microsoft.TeamFoundation.Work.WebApi.Exceptions.InvalidBoardSettingsException',
    message,
  )
}

/** Fields a card shows, for each type. */
function cardFields({ level }: Board): Record<string, { fieldIdentifier: string; displayFormat?: string }[]> {
  return Object.fromEntries(
    level.types.map(({ name }) => [
      name,
      [
        { fieldIdentifier: 'System.Title' },
        { fieldIdentifier: 'System.AssignedTo', displayFormat: 'AvatarAndFullName' },
        { fieldIdentifier: 'System.State' },
        { fieldIdentifier: 'System.Tags' },
      ],
    ]),
  )
}
