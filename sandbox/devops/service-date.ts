const dayMillis = 86_400_000

/** `2026-06-30T` by day since 1970: dates lie close together, and there are several in every row of an answer. */
const days = new Map<number, string>()

/** ISO 8601 in UTC with 0 to 3 fraction digits, trailing zeros trimmed, as the service writes dates (facts 5.2). */
export function serviceDate(milliseconds: number): string {
  const day = Math.floor(milliseconds / dayMillis)
  const rest = Math.floor(milliseconds) - day * dayMillis
  const seconds = Math.floor(rest / 1000)
  const time = `${dayText(day)}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const fraction = rest % 1000
  return fraction === 0 ? `${time}Z` : `${time}${String(fraction / 1000).slice(1)}Z`
}

function dayText(day: number): string {
  let text = days.get(day)
  if (text === undefined) {
    text = new Date(day * dayMillis).toISOString().slice(0, -13)
    if (days.size > 10_000) days.clear()
    days.set(day, text)
  }
  return text
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
