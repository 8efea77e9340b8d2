/** ISO 8601 in UTC with 0 to 3 fraction digits, trailing zeros trimmed, as the service writes dates (facts 5.2). */
export function serviceDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0+Z$/, 'Z')
}
