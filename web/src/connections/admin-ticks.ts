const stored = (auth: string): string => `azdo.steps.${auth}`

/** Which of the administrator's steps are ticked off in this browser, by their place. */
export function readTicks(auth: string): ReadonlySet<number> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(stored(auth)) ?? '[]')
    return new Set(Array.isArray(value) ? value.filter((each) => Number.isInteger(each)) : [])
  } catch {
    return new Set()
  }
}

/** Keeps them. */
export function writeTicks(auth: string, ticks: ReadonlySet<number>): void {
  localStorage.setItem(stored(auth), JSON.stringify([...ticks]))
}
