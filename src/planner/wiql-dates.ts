import { joined, sound, type Translate } from './wiql-condition.js'

/** The service cannot hold earlier dates (SQL Server's datetime). */
const first = '1753-01-01T00:00:00Z'
/** Dates from here on are read as "no date" (see readTimestamp). */
const noDate = '9999-01-01T00:00:00Z'
/** Fields that the service sets, so that they never hold such a date. */
const setByService = /^\[(?:System|Microsoft\.VSTS\.Common)\./

/**
 * Conditions on dates, sent with timePrecision (facts 5.1). Bounds are moved outwards to whole seconds, since how the
 * service rounds fractions of its own is not documented. Cut or not, they come before a whole second or do not.
 */
export const wiqlDates: Translate = (name, predicate) => {
  const filled = setByService.test(name)
  const notEmpty = sound(`${name} <> ''`, filled ? `${name} <> ''` : undefined)
  const some = sound(`${name} <> ''`)
  const from = (value: string, op: '>' | '>=') => {
    if (value <= first) return some
    const text = `${name} >= '${wholeSecond(value, Math.floor)}'`
    return sound(text, filled && op === '>=' && isWhole(value) ? text : undefined)
  }
  const to = (value: string, op: '<' | '<=') => {
    if (value >= noDate) return some
    const second = wholeSecond(value, Math.ceil)
    return sound(`${name} <= '${second}'`, op === '<' && isWhole(value) ? `${name} < '${second}'` : undefined)
  }
  switch (predicate.kind) {
    case 'is-null': {
      const text = `(${name} = '' OR ${name} >= '${noDate}')`
      return sound(text, filled ? text : undefined)
    }
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
      if (op === '<>') return some
      if (op === '=') return between(value, value)
      if (op === '>' || op === '>=') return value < noDate ? from(value, op) : undefined
      return value > first ? to(value, op) : undefined
    }
    default:
      return undefined
  }

  function between(lowest: string, highest: string) {
    return lowest > first && highest < noDate
      ? joined([from(lowest, '>='), to(highest, '<=')], 'AND')
      : undefined
  }
}

function isDate(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value)
}

function isWhole(value: string): boolean {
  return value.endsWith('.000000Z')
}

function wholeSecond(value: string, round: (seconds: number) => number): string {
  const whole = Date.parse(`${value.slice(0, 19)}Z`) / 1_000
  const fraction = Number(value.slice(19, 26))
  return `${new Date(round(whole + fraction) * 1_000).toISOString().slice(0, 19)}Z`
}
