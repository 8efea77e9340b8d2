import { syntaxError } from './syntax-error.js'

export const dayMillis = 86_400_000

const clock = String.raw`(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?`
const zone = String.raw`(Z|GMT|UTC|[+-]\d\d:?\d\d)?`
const iso = new RegExp(String.raw`^(\d{4})-(\d\d?)-(\d\d?)(?:[T ]${clock})?\s*${zone}$`, 'i')
const american = new RegExp(String.raw`^(\d\d?)([/-])(\d\d?)\2(\d{4}|\d\d)(?: ${clock})?\s*${zone}$`, 'i')

/**
 * Reads a date literal, in UTC unless it names a zone: `2024-05-01`, with a time `2024-05-01T10:00:00.123Z` (also with
 * an offset), or month first as in English profiles, `5/1/2024 10:00`. `text` is the literal as written.
 */
export function readDate(literal: string, text: string): { time: number; withClock: boolean } {
  const parts = isoParts(literal.trim())
  if (!parts) throw invalid(text)
  const [year, month, date, hour, minute, second, fraction, zoneName] = parts
  const day = Date.UTC(Number(year), Number(month) - 1, Number(date))
  const exists =
    new Date(day).getUTCMonth() === Number(month) - 1 && new Date(day).getUTCDate() === Number(date)
  if (!exists || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) {
    throw invalid(text)
  }
  const minutes = Number(hour ?? 0) * 60 + Number(minute ?? 0)
  const milliseconds = Number((fraction ?? '').padEnd(3, '0').slice(0, 3))
  const time = day + minutes * 60_000 + Number(second ?? 0) * 1000 + milliseconds - offset(zoneName)
  return { time, withClock: hour !== undefined }
}

function invalid(text: string): Error {
  return syntaxError(`The date is not valid. The error is caused by «${text}».`)
}

/** Year, month, day, hour, minute, second, fraction and zone of either form. */
function isoParts(literal: string): (string | undefined)[] | undefined {
  const parts = iso.exec(literal)
  if (parts) return parts.slice(1)
  const [, month, , date, year, ...rest] = american.exec(literal) ?? []
  if (year === undefined) return undefined
  return [year.length === 2 ? `20${year}` : year, month, date, ...rest]
}

/** Milliseconds east of UTC of `+02:00`. */
function offset(zoneName: string | undefined): number {
  const parts = zoneName === undefined ? undefined : /^([+-])(\d\d):?(\d\d)$/.exec(zoneName)
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
