import { syntaxError } from './parse-query.js'
import type { FieldName, Operator } from './syntax.js'

export const dayMillis = 86_400_000

/**
 * Reads a date literal in UTC: `2024-05-01`, with a time `2024-05-01T10:00:00.123Z` (also with an offset), or
 * `5/1/2024` as in English profiles. A time needs timePrecision (facts 5.1).
 */
export function readDate(
  literal: string,
  timePrecision: boolean,
  test: { field: FieldName; operator: Operator; text: string },
): number {
  const parts =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(
      literal.trim(),
    ) ?? american(literal.trim())
  if (!parts) throw syntaxError(`The date is not valid. The error is caused by «${test.text}».`)
  const [, year, month, date, hour, minute, second, fraction, zone] = parts
  if (hour !== undefined && !timePrecision) {
    throw syntaxError(
      'You cannot supply a time with the date when running a query using date precision. ' +
        `The error is caused by «${test.field.text} ${test.operator} ${test.text}».`,
    )
  }
  const milliseconds = Number((fraction ?? '').padEnd(3, '0').slice(0, 3))
  const day = Date.UTC(Number(year), Number(month) - 1, Number(date))
  const exists =
    new Date(day).getUTCMonth() === Number(month) - 1 && new Date(day).getUTCDate() === Number(date)
  if (!exists || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) {
    throw syntaxError(`The date is not valid. The error is caused by «${test.text}».`)
  }
  const clock = (Number(hour ?? 0) * 60 + Number(minute ?? 0)) * 60_000 + Number(second ?? 0) * 1000
  return day + clock + milliseconds - offset(zone)
}

function american(literal: string): (string | undefined)[] | undefined {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(literal)
  return parts ? [literal, parts[3], parts[1], parts[2]] : undefined
}

/** Milliseconds east of UTC of `+02:00`. */
function offset(zone: string | undefined): number {
  const parts = zone === undefined ? undefined : /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  if (!parts) return 0
  const minutes = Number(parts[2]) * 60 + Number(parts[3])
  return (parts[1] === '-' ? -1 : 1) * minutes * 60_000
}

const units = { startofday: 'd', startofweek: 'w', startofmonth: 'M', startofyear: 'y' } as const

/**
 * The time a date macro means, in UTC; weeks begin on Sunday. `argument` moves by `[+-]nn[y|M|w|d|h|m]`, without unit
 * by the macro's own, as does `offset` (facts 5.2). Undefined when it is no date macro.
 */
export function macroDate(
  name: string,
  argument: string | undefined,
  move: number,
  now: number,
): number | undefined {
  const macro = name === 'today' ? 'startofday' : name
  if (!(macro in units)) return undefined
  const unit = units[macro as keyof typeof units]
  const today = Math.floor(now / dayMillis) * dayMillis
  const date = new Date(today)
  let start = today
  if (unit === 'w') start = today - date.getUTCDay() * dayMillis
  if (unit === 'M') start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  if (unit === 'y') start = Date.UTC(date.getUTCFullYear(), 0, 1)
  if (argument !== undefined) {
    const parts = /^\s*([+-]?\d+)\s*([yMwdhm])?\s*$/.exec(argument)
    if (!parts || name === 'today')
      throw syntaxError(`The macro argument is not valid. The error is caused by «${argument}».`)
    start = moved(start, Number(parts[1]), parts[2] ?? unit)
  }
  return moved(start, move, unit)
}

function moved(time: number, count: number, unit: string): number {
  const millis = { w: 7 * dayMillis, d: dayMillis, h: 3_600_000, m: 60_000 }[unit]
  if (millis !== undefined) return time + count * millis
  const date = new Date(time)
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count * (unit === 'y' ? 12 : 1)
  const lastDay = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate()
  return (
    Date.UTC(Math.floor(months / 12), months % 12, Math.min(date.getUTCDate(), lastDay)) + (time % dayMillis)
  )
}
