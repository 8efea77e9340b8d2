const sameDay = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const otherDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const distance = new Intl.RelativeTimeFormat('en', { numeric: 'always' })

/** An ISO time as this person's clock shows it; with the date when that is not today. */
export function momentText(iso: string, now = new Date()): string {
  const moment = new Date(iso)
  if (Number.isNaN(moment.getTime())) return iso
  return (moment.toDateString() === now.toDateString() ? sameDay : otherDay).format(moment)
}

/** How far away it is: `in 58 minutes`, `2 days ago`. */
export function distanceText(iso: string, now = new Date()): string {
  const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000)
  const size = Math.abs(seconds)
  if (size < 90) return distance.format(seconds, 'second')
  if (size < 90 * 60) return distance.format(Math.round(seconds / 60), 'minute')
  if (size < 36 * 3600) return distance.format(Math.round(seconds / 3600), 'hour')
  return distance.format(Math.round(seconds / 86_400), 'day')
}
