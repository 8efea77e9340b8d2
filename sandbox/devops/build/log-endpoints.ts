import type { BuildLog } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import type { Build } from '../../data/build/build.js'
import { logLines } from '../../data/build/log-lines.js'
import { timelineOf, type TimelineRecord } from '../../data/build/timeline.js'
import { notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { wholeNumber } from '../query-parameters.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { buildUrl } from './build-answer.js'
import { buildError, findBuild, pathNumber } from './find-build.js'
import { buildLocations } from './locations.js'
import type { Wire } from '../wire.js'

const shared = {
  method: 'GET',
  scope: ['project'],
  versions: released(2),
  location: buildLocations.logs,
} as const

/** `build/builds/{id}/logs` and `logs/{logId}`. */
export const logRoutes: readonly Route[] = [
  {
    ...shared,
    pattern: 'build/builds/{buildId}/logs',
    answer(call) {
      refuseZip(call)
      const build = findBuild(call)
      return list(logsOf(call, build).map((log) => logAnswer(call, build, log)))
    },
  },
  { ...shared, pattern: 'build/builds/{buildId}/logs/{logId}', answer: getLog },
]

/** A log of a build: the record that wrote it, and its lines. */
export interface WrittenLog {
  id: number
  record: TimelineRecord
  lines: readonly string[]
}

/** The logs written until now, by number. */
export function logsOf(call: EndpointCall, build: Build): WrittenLog[] {
  const { seed } = call.organization
  return (timelineOf(seed, build, call.now) ?? [])
    .flatMap((record) =>
      record.log === null ? [] : [{ id: record.log, record, lines: logLines(seed, build, record) }],
    )
    .sort((a, b) => a.id - b.id)
}

/** The log with a number; 404 when there is none (yet). */
export function findLog(call: EndpointCall, build: Build): WrittenLog {
  const id = pathNumber(call, 'logId')
  const log = logsOf(call, build).find((one) => one.id === id)
  if (!log)
    throw buildError(
      404,
      'BuildLogNotFoundException',
      `The log ${id} of build ${build.id} could not be found.`,
    )
  return log
}

function logAnswer(call: EndpointCall, build: Build, { id, record, lines }: WrittenLog): Wire<BuildLog> {
  return {
    lineCount: lines.length,
    createdOn: serviceDate(record.startedAt ?? build.queuedAt),
    lastChangedOn: serviceDate(record.finishedAt ?? build.queuedAt),
    id,
    type: 'Container',
    url: `${buildUrl(call, build)}/logs/${id}`,
  }
}

/** As text, or as a list of lines when JSON is asked for. Lines count from 1; both ends are included. */
function getLog(call: EndpointCall): DevOpsAnswer {
  refuseZip(call)
  const { lines } = findLog(call, findBuild(call))
  const from = Math.max(1, wholeNumber(call, 'startLine', 0, 1))
  const wanted = lines.slice(from - 1, wholeNumber(call, 'endLine', 0) ?? lines.length)
  const accept = call.request.headers.accept ?? ''
  if (/\bapplication\/json\b/i.test(accept)) return list(wanted)
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    content: wanted.map((line) => `${line}\r\n`).join(''),
  }
}

function refuseZip(call: EndpointCall): void {
  const zip = call.query('$format')?.toLowerCase() === 'zip' || /zip/i.test(call.request.headers.accept ?? '')
  if (zip) throw notEmulated('zip files of logs')
}
