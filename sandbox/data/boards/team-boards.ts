import type { Organization } from '../organization.js'
import type { WorkItemTypeModel } from '../processes.js'
import { guidKey } from './guid-key.js'
import { guid, streams } from '../random.js'
import type { Team } from '../teams.js'
import { backlogLevels, type BacklogLevel, type BugsBehavior } from './backlog-levels.js'
import { defaultRowId, type Board, type BoardColumn } from './board.js'
import { createPlanning } from './team-planning.js'

/** The boards of a team, one for each level above tasks; made when first asked for. */
export function createBoards(organization: Organization): (team: Team) => readonly Board[] {
  const { seed } = organization
  const planning = organization.part(createPlanning)
  const known = new WeakMap<Team, Board[]>()
  return (team) => {
    let boards = known.get(team)
    if (!boards) {
      const key = guidKey(team.id)
      boards = backlogLevels(team.project.process, 'off')
        .filter(({ kind }) => kind !== 'task')
        .map((level) => makeBoard(seed, key, level))
      known.set(team, boards)
    }
    return placeBugs(boards, planning(team).bugsBehavior, team)
  }
}

function makeBoard(seed: number, key: number, level: BacklogLevel): Board {
  const id = (part: number) => guid(seed, streams.board, key, level.rank, part)
  const states = level.types[0]?.states.filter(({ category }) => category !== 'Removed') ?? []
  const columns = states.map(({ name, category }, at): BoardColumn => {
    const kind = at === 0 ? 'incoming' : category === 'Completed' ? 'outgoing' : 'inProgress'
    return {
      id: id(10 + at),
      name,
      itemLimit: kind === 'inProgress' ? 5 : 0,
      stateMappings: Object.fromEntries(level.types.map((type) => [type.name, name])),
      kind,
      isSplit: category === 'InProgress',
      description: '',
    }
  })
  return {
    id: id(1),
    level,
    extensionId: id(2),
    revision: 0,
    columns,
    rows: [
      { id: defaultRowId, name: null, color: null },
      { id: id(3), name: 'Expedite', color: 'ff0000' },
      { id: id(4), name: 'Größere Brocken', color: null },
    ],
    autoRefresh: false,
  }
}

/** Bugs are on the board of requirements when the team plans them so, in the column of their own nearest state. */
function placeBugs(boards: readonly Board[], behavior: BugsBehavior, team: Team): readonly Board[] {
  for (const board of boards) {
    if (board.level.kind !== 'requirement') continue
    const level = backlogLevels(team.project.process, behavior).find(({ id }) => id === board.level.id)
    if (!level || level.types.length === board.level.types.length) continue
    board.level = level
    for (const column of board.columns) {
      const mapped = level.types.map((type) => [
        type.name,
        column.stateMappings[type.name] ?? stateFor(type, column),
      ])
      column.stateMappings = Object.fromEntries(mapped) as Record<string, string>
    }
  }
  return boards
}

function stateFor({ states }: WorkItemTypeModel, column: BoardColumn): string {
  const wanted = { incoming: 'Proposed', inProgress: 'InProgress', outgoing: 'Completed' }[column.kind]
  const state =
    states.find(({ name }) => name === column.name) ??
    states.find(({ category }) => category === wanted) ??
    states[0]
  return state?.name ?? column.name
}
