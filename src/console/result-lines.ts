import type { ResultSink } from '../client/run-statements.js'
import type { QueryLine } from './api-schema.js'
import type { LineStream } from './line-stream.js'
import { typeName } from './type-names.js'

/** Rows of one line at most, and characters of values from which on it is sent. */
const mostRowsOfLine = 500
const enoughOfLine = 64_000

/** Turns the results of one statement into lines; no more than `maxRows` rows, of which one more is asked for. */
export function resultLines(
  stream: LineStream<QueryLine>,
  { statement, maxRows, startedAt }: { statement: number; maxRows: number; startedAt: number },
): ResultSink & { done(): void } {
  let rows: (readonly (string | null)[])[] = []
  let size = 0
  let handed = 0
  let command: string | undefined
  let more = false
  let copied = ''
  const flush = (): boolean => {
    if (rows.length === 0) return true
    const line = { statement, rows: rows as (string | null)[][] }
    rows = []
    size = 0
    return stream.send(line)
  }
  const add = (values: readonly (string | null)[]): boolean => {
    if (handed === maxRows) {
      more = true
      return true
    }
    handed++
    rows.push(values)
    for (const value of values) size += value?.length ?? 4
    return rows.length < mostRowsOfLine && size < enoughOfLine ? true : flush()
  }
  return {
    fields(fields) {
      stream.send({ statement, columns: fields.map(({ name, type }) => ({ name, type: typeName(type) })) })
    },
    row: add,
    complete(tag) {
      command = tag === '' ? `SELECT ${handed}` : tag
    },
    copied(bytes) {
      if (handed === 0 && copied === '') stream.send({ statement, columns: [{ name: 'line', type: 'text' }] })
      const lines = (copied + bytes.toString('utf8')).split('\n')
      copied = lines.pop()!
      return lines.map((line) => add([line])).every((isRoom) => isRoom)
    },
    drained: () => stream.drained(),
    /** Sends what is left and how the statement ended. */
    done() {
      flush()
      const ms = Math.round(performance.now() - startedAt)
      if (command !== undefined) stream.send({ statement, done: { command, rows: handed, ms, more } })
    },
  }
}
