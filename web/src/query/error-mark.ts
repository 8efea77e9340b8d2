import { StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view'

const set = StateEffect.define<{ readonly from: number; readonly to: number } | undefined>()
const mark = Decoration.mark({ class: 'cm-errorMark' })

/** Holds the place of an error; the next change of the text takes it away. */
export const errorMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    for (const effect of change.effects) {
      if (!effect.is(set)) continue
      return effect.value === undefined
        ? Decoration.none
        : Decoration.set([mark.range(effect.value.from, effect.value.to)])
    }
    return change.docChanged ? Decoration.none : marks
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** Underlines the word at an offset, puts the cursor there and scrolls to it; undefined takes the mark away. */
export function markError(view: EditorView, at: number | undefined): void {
  const { doc } = view.state
  if (at === undefined || doc.length === 0) return void view.dispatch({ effects: set.of(undefined) })
  const from = Math.min(Math.max(0, at), doc.length - 1)
  const rest = doc.sliceString(from, Math.min(doc.length, from + 200))
  const to = from + Math.max(1, /^(?:[\w.]+|"[^"]*"|\S)/.exec(rest)?.[0].length ?? 1)
  view.dispatch({
    effects: [set.of({ from, to: Math.min(to, doc.length) }), EditorView.scrollIntoView(from)],
    selection: { anchor: from },
  })
}
