import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete'
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { PostgreSQL, sql, type SQLNamespace } from '@codemirror/lang-sql'
import { bracketMatching } from '@codemirror/language'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import type { CatalogTable } from '../../../src/console/api-schema.js'
import { columnOffers, columnsInReach, sqlName, tableOffers } from './completion-schema.js'
import { editorLook } from './editor-look.js'
import { errorMark, markError } from './error-mark.js'
import { statementAt } from './split-statements.js'

/** What the editor knows to complete. */
export interface Completions {
  readonly connection: string
  readonly connections: readonly string[]
  readonly tables: readonly CatalogTable[]
}

/** How an editor is made. */
export interface EditorOptions {
  /** In a shadow root: the editor's styles then need no inline style element. */
  readonly parent: ShadowRoot
  readonly text: string
  readonly label: string
  readonly placeholder: string
  onchange(text: string): void
  /** Ctrl/Cmd+Enter; with Shift everything is run. */
  onrun(all: boolean): void
}

/** An SQL editor in the page. */
export interface SqlEditor {
  /** The selected text, else undefined. */
  selected(): { readonly text: string; readonly from: number } | undefined
  cursor(): number
  /** Shows another document, with its own undo; `id` finds it again. */
  show(id: string, text: string): void
  complete(completions: Completions): void
  /** Underlines the word at an offset and moves there; undefined takes the mark away. */
  markError(at: number | undefined): void
  focus(): void
  close(): void
}

/** Makes the editor. All of CodeMirror is loaded with this file. */
export function createEditor(options: EditorOptions): SqlEditor {
  const language = new Compartment()
  let completions: Completions = { connection: '', connections: [], tables: [] }
  const languageNow = () => [
    sql({
      dialect: PostgreSQL,
      upperCaseKeywords: false,
      schema: namespaceOf(completions),
      defaultSchema: completions.connection,
    }),
    PostgreSQL.language.data.of({
      autocomplete: (context: CompletionContext) => completeColumns(context, completions),
    }),
  ]
  const run = (all: boolean) => (editor: EditorView) => {
    closeCompletion(editor)
    options.onrun(all)
    return true
  }
  const keys = ['Mod-Enter', 'Ctrl-Enter']
  const extensions = [
    Prec.highest(
      keymap.of(
        keys.flatMap((key) => [
          { key, run: run(false) },
          { key: key.replace('-', '-Shift-'), run: run(true) },
        ]),
      ),
    ),
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ icons: false }),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
    editorLook,
    errorMark,
    placeholder(options.placeholder),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !switching) options.onchange(update.state.doc.toString())
    }),
  ]
  const stateOf = (text: string): EditorState =>
    EditorState.create({ doc: text, extensions: [language.of(languageNow()), extensions] })

  let switching = false
  let shown: string | undefined
  const states = new Map<string, EditorState>()
  const view = new EditorView({ state: stateOf(options.text), parent: options.parent, root: options.parent })
  return {
    selected() {
      const { from, to } = view.state.selection.main
      return from === to ? undefined : { text: view.state.sliceDoc(from, to), from }
    },
    cursor: () => view.state.selection.main.head,
    show(id, text) {
      if (shown === id && view.state.doc.toString() === text) return
      if (shown !== undefined) states.set(shown, view.state)
      const known = states.get(id)
      switching = true
      if (shown === id) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
      else view.setState(known?.doc.toString() === text ? known : stateOf(text))
      view.dispatch({ effects: language.reconfigure(languageNow()) })
      switching = false
      shown = id
    },
    complete(next) {
      completions = next
      view.dispatch({ effects: language.reconfigure(languageNow()) })
    },
    markError: (at) => markError(view, at),
    focus: () => view.focus(),
    close: () => view.destroy(),
  }
}

function namespaceOf({ connection, connections, tables }: Completions): SQLNamespace {
  const offers = tableOffers(tables)
  const own = Object.fromEntries(
    tables.map((table, at) => [
      table.name,
      { self: { ...offers[at]! }, children: columnOffers(table).map((one) => ({ ...one })) },
    ]),
  )
  const schemas = connections.map((name) => [
    name,
    {
      self: { label: name, type: 'namespace', apply: sqlName(name) },
      children: name === connection ? own : {},
    },
  ])
  return Object.fromEntries(schemas) as SQLNamespace
}

/** Columns of the tables that the statement names; behind a dot lang-sql knows better. */
function completeColumns(context: CompletionContext, { tables }: Completions): CompletionResult | null {
  const word = context.matchBefore(/[\w]+/)
  if (word === null && !context.explicit) return null
  const from = word?.from ?? context.pos
  if (context.state.sliceDoc(from - 1, from) === '.') return null
  const statement = statementAt(context.state.doc.toString(), context.pos)
  if (statement === undefined) return null
  const options = columnsInReach(statement.text, tables).map((one) => ({ ...one, boost: 1 }))
  return options.length === 0 ? null : { from, options, validFor: /^\w*$/ }
}
