import { describe, expect, it } from 'vitest'
import { isSelected, moveSelection, selectedRange } from '../../../web/src/query/grid-selection.js'
import { changedWidth, columnWidths } from '../../../web/src/query/column-widths.js'

const size = { rows: 100, columns: 5, page: 10 }
const at = (row: number, column: number) => ({ anchor: { row, column }, cursor: { row, column } })
const press = (key: string, shift = false, control = false) => ({ key, shift, control })

describe('moveSelection', () => {
  it.each([
    ['ArrowDown', press('ArrowDown'), [51, 2]],
    ['ArrowLeft', press('ArrowLeft'), [50, 1]],
    ['PageUp', press('PageUp'), [40, 2]],
    ['Home', press('Home'), [50, 0]],
    ['Control+End', press('End', false, true), [99, 4]],
    ['Control+ArrowUp', press('ArrowUp', false, true), [0, 2]],
  ])('%s moves one cell', (_, pressed, [row, column]) =>
    expect(moveSelection(at(50, 2), pressed, size)).toEqual(at(row!, column!)),
  )

  it('stays inside', () => {
    expect(moveSelection(at(0, 0), press('ArrowUp'), size)).toEqual(at(0, 0))
    expect(moveSelection(at(99, 4), press('PageDown'), size)).toEqual(at(99, 4))
  })

  it('extends with Shift in any direction, and selects all with Control+A', () => {
    const wide = moveSelection(
      moveSelection(at(5, 2), press('ArrowUp', true), size)!,
      press('ArrowRight', true),
      size,
    )!
    expect(selectedRange(wide)).toEqual({ first: { row: 4, column: 2 }, last: { row: 5, column: 3 } })
    expect([isSelected(wide, 4, 3), isSelected(wide, 6, 3), isSelected(undefined, 0, 0)]).toEqual([
      true,
      false,
      false,
    ])
    expect(selectedRange(moveSelection(at(5, 2), press('a', false, true), size)!).last).toEqual({
      row: 99,
      column: 4,
    })
  })

  it('leaves other keys alone', () => expect(moveSelection(at(1, 1), press('x'), size)).toBeUndefined())
})

describe('column widths', () => {
  it('fit names and first rows within limits', () => {
    const columns = [
      { name: 'id', type: 'int4' },
      { name: 'title', type: 'text' },
    ]
    const [narrow, wide] = columnWidths(columns, [['1', 'x'.repeat(500)]])
    expect(narrow).toBe(56)
    expect(wide).toBe(340)
  })

  it('change within limits', () => {
    expect([changedWidth(100, 16), changedWidth(60, -100), changedWidth(1190, 100)]).toEqual([116, 56, 1200])
  })
})
