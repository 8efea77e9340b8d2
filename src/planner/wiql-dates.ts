import { joined, sound, type Translate } from './wiql-condition.js'

/** The service cannot hold earlier dates (SQL Server's datetime). */
const first = '1753-01-01T00:00:00Z'
/** Dates from here on are read as "no date" (see readTimestamp). */
const noDate = '9999-01-01T00:00:00Z'

/**
 * Conditions on dates, sent with timePrecision (facts 5.1). Bounds are moved outwards to whole seconds, since how the
 * service rounds fractions of its own is not documented.
 */
export const wiqlDates: Translate = (name, predicate) => {
  const notEmpty = sound(`${name} <> ''`)
  const from = (value: string) =>
    value > first ? sound(`${name} >= '${wholeSecond(value, Math.floor)}'`) : notEmpty
  const to = (value: string) =>
    value < noDate ? sound(`${name} <= '${wholeSecond(value, Math.ceil)}'`) : notEmpty
  switch (predicate.kind) {
    case 'is-null':
      return sound(`(${name} = '' OR ${name} >= '${noDate}')`)
    case 'is-not-null':
      return notEmpty
    case 'in': {
      const dates = [...predicate.values].filter(isDate).sort()
      return dates.length === predicate.values.length
        ? between(dates[0]!, dates[dates.length - 1]!)
        : undefined
    }
    case 'compare': {
      const { op, value } = predicate
      if (value === '-infinity' || value === 'infinity') {
        // Every date stands on the same side of it.
        const holds = op === '<>' || op.startsWith(value === 'infinity' ? '<' : '>')
        return holds ? notEmpty : undefined
      }
      if (!isDate(value)) return undefined
      if (op === '<>') return notEmpty
      if (op === '=') return between(value, value)
      if (op.startsWith('>')) return value < noDate ? from(value) : undefined
      return value > first ? to(value) : undefined
    }
    default:
      return undefined
  }

  function between(lowest: string, highest: string) {
    return lowest > first && highest < noDate ? joined([from(lowest), to(highest)], 'AND') : undefined
  }
}

function isDate(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value)
}

function wholeSecond(value: string, round: (seconds: number) => number): string {
  const whole = Date.parse(`${value.slice(0, 19)}Z`) / 1_000
  const fraction = Number(value.slice(19, 26))
  return `${new Date(round(whole + fraction) * 1_000).toISOString().slice(0, 19)}Z`
}
