import type { FieldDefinition } from '../../data/fields.js'
import type { FieldColumn } from '../../data/field-columns.js'
import type { FieldValue } from '../../data/field-value.js'
import { trackingError } from '../devops-error.js'
import { compileCondition } from './compile-condition.js'
import { parseQuery, syntaxError } from './parse-query.js'
import { queryField, type QueryScope } from './query-scope.js'

/** Most items a query may return (facts 5.1). */
export const maxResult = 20_000

export interface QueryOutcome {
  columns: FieldDefinition[]
  sortColumns: { field: FieldDefinition; descending: boolean }[]
  /** Item indexes in the query's order. */
  indexes: number[]
}

/** Runs a flat query. More than 20,000 items (after `top`) are an error, not a cut (VS402337, facts 5.1). */
export function runQuery(scope: QueryScope, text: string, top: number | undefined): QueryOutcome {
  const query = parseQuery(text)
  const columns = query.select.map((field) => queryField(scope, field).definition)
  const sorting = query.orderBy.map(({ field, descending }) => {
    const { definition, column } = queryField(scope, field)
    if (definition.kind === 'html' || definition.kind === 'plainText') {
      throw syntaxError(`The query cannot be sorted by this field. The error is caused by «${field.text}».`)
    }
    return { definition, column, descending }
  })
  const where = query.where ? compileCondition(scope, query.where) : undefined
  const limit = Math.min(top ?? Infinity, maxResult + 1)
  const { count } = scope.organization.items
  const indexes: number[] = []
  // In order of id the first ones are the wanted ones; when sorting, all that match must be known.
  const enough = sorting.length === 0 || top === undefined || top > maxResult ? limit : Infinity
  for (let index = 0; index < count && indexes.length < enough; index++) {
    if (!where || where.holds(index)) indexes.push(index)
  }
  if (Math.min(indexes.length, top ?? Infinity) > maxResult) {
    throw trackingError(
      400,
      'WorkItemTrackingQueryResultSizeLimitExceededException',
      `VS402337: The number of work items returned exceeds the size limit of ${maxResult}. ` +
        'Change the query to return fewer items.',
    )
  }
  if (sorting.length > 0) {
    const orders = sorting.map(({ column, descending }) => comparison(column, indexes, descending))
    indexes.sort((a, b) => {
      for (const order of orders) {
        const result = order(a, b)
        if (result !== 0) return result
      }
      return a - b
    })
  }
  return {
    columns,
    sortColumns: sorting.map(({ definition, descending }) => ({ field: definition, descending })),
    indexes: top === undefined ? indexes : indexes.slice(0, top),
  }
}

/** Compares two items by one field: empty first, texts and names without regard to case. */
function comparison(column: FieldColumn, indexes: readonly number[], descending: boolean) {
  const direction = descending ? -1 : 1
  if (column.kind === 'coded') {
    const { codes } = column
    const ranks = ranksOf(column.values)
    return (a: number, b: number) =>
      direction * ((ranks[codes[a] as number] ?? 0) - (ranks[codes[b] as number] ?? 0))
  }
  const keys = new Map(indexes.map((index) => [index, sortKey(column.read(index))]))
  return (a: number, b: number) => {
    const left = keys.get(a)
    const right = keys.get(b)
    if (left === right) return 0
    if (left === undefined) return -direction
    if (right === undefined) return direction
    return left < right ? -direction : direction
  }
}

/** The place of each value among the distinct ones; 0 for empty. */
function ranksOf(values: readonly (FieldValue | undefined)[]): number[] {
  const keys = [...new Set(values.map(sortKey))].filter((key) => key !== undefined)
  keys.sort((a, b) => (a < b ? -1 : 1))
  const rank = new Map(keys.map((key, place) => [key, place + 1]))
  return values.map((value) => rank.get(sortKey(value) as string | number) ?? 0)
}

function sortKey(value: FieldValue | undefined): string | number | undefined {
  if (value === undefined || typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  return (typeof value === 'object' ? value.displayName : value).toLowerCase()
}
