import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody, jsonList } from '../json-body.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { buildAnswer } from './build-answer.js'
import { listBuilds } from './build-list.js'
import { findBuild, findDefinition } from './find-build.js'
import { buildLocations } from './locations.js'
import { queueBuild, readBuildRequest } from './queue-build.js'
import { batchId, deleteBuild, updateBuild } from './update-build.js'

const shared = {
  scope: ['project'],
  versions: released(7),
  location: buildLocations.builds,
} as const

/** `build/builds` and `build/builds/{id}`. */
export const buildRoutes: readonly Route[] = [
  { ...shared, method: 'GET', pattern: 'build/builds', answer: listBuilds },
  {
    ...shared,
    method: 'GET',
    pattern: 'build/builds/{buildId}',
    answer: (call) => ({ status: 200, body: buildAnswer(call, findBuild(call)) }),
  },
  { ...shared, method: 'POST', pattern: 'build/builds', body: 'application/json', answer: queue },
  {
    ...shared,
    method: 'PATCH',
    pattern: 'build/builds',
    body: 'application/json',
    answer(call) {
      const entries = jsonList(call.request).map((entry) => ({
        build: findBuild(call, batchId(entry)),
        body: entry as Record<string, unknown>,
      }))
      for (const { build, body } of entries) updateBuild(call, build, body)
      return list(entries.map(({ build }) => buildAnswer(call, build)))
    },
  },
  {
    ...shared,
    method: 'PATCH',
    pattern: 'build/builds/{buildId}',
    body: 'application/json',
    answer(call) {
      const build = findBuild(call)
      updateBuild(call, build, call.request.body.length === 0 ? {} : jsonBody(call.request))
      return { status: 200, body: buildAnswer(call, build) }
    },
  },
  {
    ...shared,
    method: 'DELETE',
    pattern: 'build/builds/{buildId}',
    answer(call) {
      deleteBuild(call, findBuild(call))
      return { status: 204 }
    },
  },
]

function queue(call: EndpointCall) {
  if (call.query('checkInTicket')) throw notEmulated('gated check-ins')
  if (call.query('sourceBuildId')) throw notEmulated('builds of the sources of another build')
  const body = jsonBody(call.request)
  const inBody = (body.definition as { id?: unknown } | null | undefined)?.id
  const id = inBody ?? (call.query('definitionId') ? Number(call.query('definitionId')) : undefined)
  if (typeof id !== 'number') throw badArgument('The build to queue names no definition.')
  const build = queueBuild(call, findDefinition(call, id), readBuildRequest(body))
  return { status: 200, body: buildAnswer(call, build) }
}
