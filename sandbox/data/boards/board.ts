import type { BacklogLevel } from './backlog-levels.js'

/** A column of a board. */
export interface BoardColumn {
  id: string
  name: string
  /** Most items it should hold; 0 is no limit. */
  itemLimit: number
  /** State that an item of each type has in it, by name of the type. */
  stateMappings: Record<string, string>
  kind: 'incoming' | 'inProgress' | 'outgoing'
  /** In two halves, doing and done; of columns in the middle only. */
  isSplit: boolean
  description: string
}

/** A swimlane; the one without name is the default. */
export interface BoardRow {
  id: string
  name: string | null
  color: string | null
}

/** The board of a team for one level of its backlog. */
export interface Board {
  id: string
  level: BacklogLevel
  /** GUID in the names of the fields that hold an item's place on this board; not the board's id (facts 5.2). */
  extensionId: string
  revision: number
  columns: BoardColumn[]
  rows: BoardRow[]
  autoRefresh: boolean
}

export const defaultRowId = '00000000-0000-0000-0000-000000000000'
