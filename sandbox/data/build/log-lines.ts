import { below, pick, randomStream, streams } from '../random.js'
import type { Build } from './build.js'
import type { TimelineRecord } from './timeline.js'

const said = [
  'Determining projects to restore...',
  '##[command]/usr/bin/git --config-env=http.extraheader=env_var fetch --depth=1',
  'Größe: 12 345 kB – ✓ done',
  '##[warning]CS0618: „Größe“ is obsolete',
  '  Passed 日本語のテスト [12 ms]',
  String.raw`Copying C:\agent\_work\1\s\bin\Release to \\server\share`,
  '\u001b[32mgreen\u001b[0m and \ttab',
  '',
]

/** The lines a record wrote to its log, each with the time in front as agents write it. */
export function logLines(seed: number, build: Build, record: TimelineRecord): string[] {
  const { log, startedAt, finishedAt } = record
  if (log === null || startedAt === null || finishedAt === null) return []
  const random = randomStream(seed, streams.buildLog, build.id, build.attempt, log)
  const count = 5 + below(random, 40)
  const step = (finishedAt - startedAt) / count
  const lines = [`##[section]Starting: ${record.name}`]
  for (let at = 1; at < count - 1; at++) lines.push(pick(random, said))
  for (const { type, message } of record.issues) lines.push(`##[${type}]${message.split('\n')[0]}`)
  lines.push(`##[section]Finishing: ${record.name}`)
  return lines.map((line, at) => {
    const time = new Date(startedAt + Math.floor(Math.min(at, count) * step))
      .toISOString()
      .replace('Z', '0000Z')
    return `${time} ${line}`
  })
}
