/** A cell by its row and column, both from 0. */
export interface Cell {
  readonly row: number
  readonly column: number
}
/** A rectangle of cells: from where it was begun to where the cursor is. */
export interface Selection {
  readonly anchor: Cell
  readonly cursor: Cell
}
/** How large the grid is; `page` is the rows that are seen at once. */
export interface GridSize {
  readonly rows: number
  readonly columns: number
  readonly page: number
}
/** A key with what was held down. */
export interface GridKey {
  readonly key: string
  readonly shift: boolean
  /** Control or Command. */
  readonly control: boolean
}

/** The selection after a key; undefined when the key moves nothing. */
export function moveSelection(selection: Selection, pressed: GridKey, size: GridSize): Selection | undefined {
  const { key, shift, control } = pressed
  if (control && key.toLowerCase() === 'a')
    return {
      anchor: { row: 0, column: 0 },
      cursor: { row: size.rows - 1, column: size.columns - 1 },
    }
  const to = target(selection.cursor, key, control, size)
  if (to === undefined) return undefined
  const cursor = { row: within(to.row, size.rows), column: within(to.column, size.columns) }
  return { anchor: shift ? selection.anchor : cursor, cursor }
}

/** The rectangle, first and last included. */
export function selectedRange({ anchor, cursor }: Selection): { readonly first: Cell; readonly last: Cell } {
  return {
    first: { row: Math.min(anchor.row, cursor.row), column: Math.min(anchor.column, cursor.column) },
    last: { row: Math.max(anchor.row, cursor.row), column: Math.max(anchor.column, cursor.column) },
  }
}

/** Whether a cell is in the rectangle. */
export function isSelected(selection: Selection | undefined, row: number, column: number): boolean {
  if (selection === undefined) return false
  const { first, last } = selectedRange(selection)
  return row >= first.row && row <= last.row && column >= first.column && column <= last.column
}

function target({ row, column }: Cell, key: string, control: boolean, size: GridSize): Cell | undefined {
  const end = { row: size.rows - 1, column: size.columns - 1 }
  switch (key) {
    case 'ArrowUp':
      return { row: control ? 0 : row - 1, column }
    case 'ArrowDown':
      return { row: control ? end.row : row + 1, column }
    case 'ArrowLeft':
      return { row, column: control ? 0 : column - 1 }
    case 'ArrowRight':
      return { row, column: control ? end.column : column + 1 }
    case 'PageUp':
      return { row: row - size.page, column }
    case 'PageDown':
      return { row: row + size.page, column }
    case 'Home':
      return { row: control ? 0 : row, column: 0 }
    case 'End':
      return { row: control ? end.row : row, column: end.column }
    default:
      return undefined
  }
}

function within(at: number, count: number): number {
  return Math.max(0, Math.min(at, count - 1))
}
