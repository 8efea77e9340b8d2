import { fitWidth, visible } from './display-width.js'
import type { ResultField, ResultSink } from '../client/run-statements.js'
import type { TextOutput } from './text-output.js'
import { columnWidths, tableLine, tableRule } from './text-table.js'
import { isNumberType, jsonEncoder, type JsonEncoder } from './value-json.js'

/** The forms results are printed in. */
export const resultFormats = ['table', 'csv', 'json', 'ndjson'] as const
export type ResultFormat = (typeof resultFormats)[number]

export interface ResultWriterParts {
  readonly output: TextOutput
  /** Says how a statement ended: `(3 rows)`, `UPDATE 3`. */
  readonly note: (line: string) => void
  /** Width of the terminal in cells; undefined when the output is not one. Only tables care. */
  readonly columns?: number
}

/** A sink that prints each result as it streams by. Several results follow one another. */
export function createResultWriter(format: ResultFormat, parts: ResultWriterParts): ResultSink {
  const { begin, row, end } = { table: tableForm, csv: csvForm, json: jsonForm, ndjson: ndjsonForm }[format](
    parts,
  )
  let open = false
  return {
    fields(fields) {
      open = true
      begin(fields)
    },
    row,
    complete(tag, rows) {
      if (open) end()
      parts.output.flush()
      if (!open) parts.note(tag)
      else if (format === 'table') parts.note(rows === 1 ? '(1 row)' : `(${rows} rows)`)
      open = false
    },
    copied: (bytes) => parts.output.write(bytes.toString('utf8')),
    drained: () => parts.output.drained(),
  }
}

interface Form {
  begin(fields: readonly ResultField[]): void
  row(values: readonly (string | null)[]): boolean
  end(): void
}

/** Rows looked at before the widths of a table's columns are fixed. */
const sampleSize = 500

function tableForm({ output, columns }: ResultWriterParts): Form {
  let header: string[] = []
  let right: boolean[] = []
  let types: number[] = []
  let widths: number[] | undefined
  let sample: string[][] = []
  const cut = columns !== undefined
  const release = (): boolean => {
    widths = columnWidths([header, ...sample], columns)
    let free = output.write(
      `${tableLine(
        header.map((name, i) => fitWidth(name, widths![i]!)),
        widths,
        right,
        cut,
      )}\n${tableRule(widths)}\n`,
    )
    for (const cells of sample) free = output.write(`${tableLine(cells, widths, right, cut)}\n`)
    sample = []
    return free
  }
  return {
    begin(fields) {
      header = fields.map((field) => visible(field.name))
      types = fields.map((field) => field.type)
      right = types.map(isNumberType)
      widths = undefined
    },
    row(values) {
      const cells = values.map((value, i) => (value === null ? '' : visible(plainText(value, types[i]!))))
      if (widths !== undefined) return output.write(`${tableLine(cells, widths, right, cut)}\n`)
      sample.push(cells)
      return sample.length < sampleSize || release()
    },
    end() {
      if (widths === undefined) release()
    },
  }
}

/** RFC 4180: CRLF line ends, a header line. NULL is an empty field, empty text a quoted one. */
function csvForm({ output }: ResultWriterParts): Form {
  let types: number[] = []
  const line = (cells: readonly string[]): boolean => output.write(`${cells.join(',')}\r\n`)
  const quoted = (text: string): string =>
    text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  return {
    begin(fields) {
      types = fields.map((field) => field.type)
      line(fields.map((field) => quoted(field.name)))
    },
    row: (values) =>
      line(values.map((value, i) => (value === null ? '' : quoted(plainText(value, types[i]!))))),
    end: () => undefined,
  }
}

function jsonForm({ output }: ResultWriterParts): Form {
  let columns: readonly JsonColumn[] = []
  let first = true
  return {
    begin(fields) {
      columns = jsonColumns(fields)
      first = true
    },
    row(values) {
      const before = first ? '[\n' : ',\n'
      first = false
      return output.write(before + jsonObject(columns, values))
    },
    end: () => void output.write(first ? '[]\n' : '\n]\n'),
  }
}

function ndjsonForm({ output }: ResultWriterParts): Form {
  let columns: readonly JsonColumn[] = []
  return {
    begin: (fields) => void (columns = jsonColumns(fields)),
    row: (values) => output.write(`${jsonObject(columns, values)}\n`),
    end: () => undefined,
  }
}

interface JsonColumn {
  /** `"name":` */
  readonly key: string
  readonly encode: JsonEncoder
}

/** Names made different where they repeat: `id`, `id_2`. */
function jsonColumns(fields: readonly ResultField[]): JsonColumn[] {
  const taken = new Set(fields.map((field) => field.name))
  const seen = new Set<string>()
  return fields.map((field) => {
    let name = field.name
    for (let n = 2; seen.has(name); n++) {
      const numbered = `${field.name}_${n}`
      if (!taken.has(numbered)) name = numbered
    }
    seen.add(name)
    taken.add(name)
    return { key: `${JSON.stringify(name)}:`, encode: jsonEncoder(field.type) }
  })
}

function jsonObject(columns: readonly JsonColumn[], values: readonly (string | null)[]): string {
  const members = columns.map(({ key, encode }, i) => {
    const value = values[i] ?? null
    return key + (value === null ? 'null' : encode(value))
  })
  return `{${members.join(',')}}`
}

/** PostgreSQL's text, with truth values spelled out (type OID 16). */
function plainText(text: string, type: number): string {
  return type === 16 ? (text === 't' ? 'true' : 'false') : text
}
