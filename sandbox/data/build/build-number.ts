/** What a number format may speak of; dates are UTC, in milliseconds since 1970. */
export interface NumberSource {
  at: number
  definitionName: string
  buildId: number
  sourceBranch: string
  projectName: string
}

const two = (value: number) => String(value).padStart(2, '0')

/**
 * The number a format gives, e.g. `20240131.2` for `$(Date:yyyyMMdd)$(Rev:.r)`. `count` tells how many builds have
 * the same text around the revision (docs page "Run (build) numbers"); variables it does not know stay as they are.
 */
export function formatBuildNumber(
  format: string,
  source: NumberSource,
  count: (rest: string) => number,
): { number: string; revision: number } {
  const date = new Date(source.at)
  const filled = format.replace(
    /\$\(([A-Za-z.]+)(?::([^)]*))?\)/g,
    (whole, name: string, detail?: string) => {
      switch (name.toLowerCase()) {
        case 'date':
          return formatDate(date, detail ?? 'yyyyMMdd')
        case 'year':
          return formatDate(date, detail ?? 'yyyy')
        case 'month':
          return String(date.getUTCMonth() + 1)
        case 'dayofmonth':
          return String(date.getUTCDate())
        case 'builddefinitionname':
        case 'build.definitionname':
          return source.definitionName
        case 'buildid':
        case 'build.buildid':
          return String(source.buildId)
        case 'sourcebranchname':
        case 'build.sourcebranchname':
          return source.sourceBranch.split('/').at(-1) ?? ''
        case 'teamproject':
        case 'system.teamproject':
          return source.projectName
        default:
          return whole
      }
    },
  )
  const [, mark, letters] = /\$\(rev:(.*?)(r+)\)/i.exec(filled) ?? []
  const revision = count(filled) + 1
  const number =
    letters === undefined
      ? filled
      : filled.replace(/\$\(rev:.*?r+\)/i, `${mark}${String(revision).padStart(letters.length, '0')}`)
  return { number, revision }
}

function formatDate(date: Date, format: string): string {
  return format
    .replace('yyyy', String(date.getUTCFullYear()))
    .replace('yy', two(date.getUTCFullYear() % 100))
    .replace('MM', two(date.getUTCMonth() + 1))
    .replace('dd', two(date.getUTCDate()))
    .replace('HH', two(date.getUTCHours()))
    .replace('mm', two(date.getUTCMinutes()))
    .replace('ss', two(date.getUTCSeconds()))
}
