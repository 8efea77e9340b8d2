/** The moment in PostgreSQL's text form of a time, with the offset it names; undefined when it is another form. */
export interface TimeText {
  readonly day: string
  readonly time: string
  /** `.123` or empty. */
  readonly fraction: string
  /** Milliseconds since 1970 of a time with an offset; without one the time belongs to no zone. */
  readonly moment: number | undefined
}

const form = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(\.\d+)?(?:([+-]\d\d)(?::?(\d\d))?(?::?\d\d)?)?)?$/

/** Reads `2026-01-31`, `2026-01-31 08:00:00.123` and `2026-01-31 08:00:00+02`. */
export function readTime(text: string): TimeText | undefined {
  const found = form.exec(text)
  if (found === null) return undefined
  const [, day = '', time = '00:00:00', fraction = '', hours, minutes = '00'] = found
  const moment = hours === undefined ? undefined : Date.parse(`${day}T${time}${hours}:${minutes}`)
  return Number.isNaN(moment) ? undefined : { day, time, fraction, moment }
}

/**
 * As `2026-01-31T06:00:00.123Z`; times without an offset belong to no zone here, other than on the command line
 * (src/cli/value-json.ts), and stay as they are, as do other forms.
 */
export function utcTime(text: string): string {
  const read = readTime(text)
  if (read?.moment === undefined) return text
  return `${new Date(read.moment).toISOString().slice(0, 19)}${read.fraction}Z`
}

/** As `2026-01-31 07:00:00` in a time zone (the browser's when absent); undefined for other forms. */
export function localTime(text: string, zone?: string): string | undefined {
  const read = readTime(text)
  if (read === undefined) return undefined
  if (read.moment === undefined) return `${read.day} ${read.time}`
  return formatOf(zone).format(read.moment).replace(',', '')
}

/** Milliseconds for an axis; a time without an offset counts as if it were UTC. */
export function timeNumber(text: string): number | undefined {
  const read = readTime(text)
  return read && (read.moment ?? Date.parse(`${read.day}T${read.time}Z`))
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>()

/** Swedish writes times as ISO does. */
function formatOf(zone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone })
  formats.set(zone, made)
  return made
}
