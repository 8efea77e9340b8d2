import type { Predicate } from '../tables/predicate.js'
import type { ListParameter, ListSource } from '../tables/table-definition.js'
import { askableValues, boundsOf, prefixOf, valuesOf } from './confined-values.js'

/** Services compare times in their own precision; a second more on either side keeps the answer a superset. */
const marginMs = 1000

/** What a list's parameters come to for a filter, by name: the fixed query and those that follow from the predicate. */
export function listParameters(source: ListSource, predicate: Predicate): Readonly<Record<string, string>> {
  const given = (source.parameters ?? []).flatMap((parameter): [string, string][] => {
    const value = parameterValue(parameter, predicate)
    return value === undefined ? [] : [[parameter.parameter, value]]
  })
  return { ...source.query, ...Object.fromEntries(given) }
}

function parameterValue(parameter: ListParameter, predicate: Predicate): string | undefined {
  const { column } = parameter
  switch (parameter.kind) {
    case 'choice': {
      const [own, ...more] = valuesOf(predicate, column) ?? []
      const single = own !== undefined && more.length === 0
      return single && parameter.values.includes(own) ? own : parameter.widest
    }
    case 'equal': {
      const values = askableValues(predicate, column)
      const fits = values !== undefined && values.length > 0 && values.length <= (parameter.most ?? 1)
      // A comma separates values; one inside a value would make two of it.
      return fits && !values.some((value) => value.includes(','))
        ? values.map((value) => (parameter.before ?? '') + value).join(',')
        : undefined
    }
    case 'since': {
      const { least } = boundsOf(predicate, column)
      return least === undefined ? undefined : moved(least, -marginMs)
    }
    case 'until': {
      const { greatest } = boundsOf(predicate, column)
      return greatest === undefined ? undefined : moved(greatest, marginMs)
    }
    case 'prefix': {
      const prefix = prefixOf(predicate, column)
      return prefix === undefined ? undefined : (parameter.before ?? '') + prefix
    }
  }
}

/** A time in PostgreSQL's text form, moved; undefined when no service could read it. */
function moved(time: string, milliseconds: number): string | undefined {
  const at = Date.parse(time) + milliseconds
  const year = new Date(at).getUTCFullYear()
  return year >= 1 && year <= 9999 ? new Date(at).toISOString() : undefined
}
