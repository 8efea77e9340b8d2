import { createBuilds } from '../../data/build/build-data.js'
import { stateOf } from '../../data/build/build.js'
import { contentOf, type BuildDefinition } from '../../data/build/definition.js'
import { badArgument, notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { buildAnswer } from './build-answer.js'
import { countByDay, metricsOf } from './build-metrics.js'
import { momentParameter } from '../moment.js'
import { latestBuild } from './definition-answer.js'
import { folderPath } from './definition-body.js'
import { buildError, findDefinition, projectOf } from './find-build.js'
import { buildLocations } from './locations.js'
import { fullBranch } from './queue-build.js'

const shared = { method: 'GET', scope: ['project'], versions: previewOnly(1) } as const
const day = 86_400_000

/** The badge, the latest build and the metrics of definitions; all previews (facts 2.2). */
export const statusRoutes: readonly Route[] = [
  { ...shared, pattern: 'build/status/{definition}', location: buildLocations.status, answer: badge },
  {
    ...shared,
    pattern: 'build/latest/{definition}',
    location: buildLocations.latest,
    answer(call) {
      const definition = namedDefinition(call)
      const branch = branchOf(call, definition)
      const build = latestBuild(call, definition, ({ sourceBranch }) => sourceBranch === branch)
      if (!build)
        throw buildError(
          404,
          'BuildNotFoundException',
          `No build of ${contentOf(definition).name} was found for ${branch}.`,
        )
      return { status: 200, body: buildAnswer(call, build) }
    },
  },
  {
    ...shared,
    pattern: 'build/definitions/{definitionId}/metrics',
    location: buildLocations.definitionMetrics,
    answer: (call) => list(metricsOf(call, findDefinition(call), since(call))),
  },
  {
    ...shared,
    pattern: 'build/metrics/{metricAggregationType}',
    location: buildLocations.projectMetrics,
    answer: projectMetrics,
  },
]

/** A week unless given (unconfirmed). */
function since(call: EndpointCall): number {
  return momentParameter(call, 'minMetricsTime') ?? call.now - 7 * day
}

function projectMetrics(call: EndpointCall) {
  const lengths: Record<string, number> = { hourly: 3_600_000, daily: day }
  const length = lengths[(call.path.metricAggregationType ?? '').toLowerCase()]
  if (length === undefined) throw badArgument('Metrics are aggregated hourly or daily.')
  const { builds } = call.organization.part(createBuilds).of(projectOf(call))
  return list(countByDay(call, builds, since(call), () => '', length))
}

/** By id, or by name with or without folder. */
function namedDefinition(call: EndpointCall): BuildDefinition {
  const wanted = call.path.definition as string
  if (/^\d{1,9}$/.test(wanted)) return findDefinition(call, Number(wanted))
  const parts = wanted.split(/[\\/]/)
  const name = parts.pop()?.toLowerCase()
  const folder = parts.length > 0 ? folderPath(parts.join('\\')).toLowerCase() : undefined
  const found = [...call.organization.part(createBuilds).of(projectOf(call)).definitions.values()].find(
    (definition) =>
      !definition.deleted &&
      contentOf(definition).name.toLowerCase() === name &&
      (folder === undefined || contentOf(definition).path.toLowerCase() === folder),
  )
  if (!found)
    throw buildError(
      404,
      'DefinitionNotFoundException',
      `The requested definition ${wanted} could not be found.`,
    )
  return found
}

function branchOf(call: EndpointCall, definition: BuildDefinition): string {
  return fullBranch(call.query('branchName') || undefined) ?? contentOf(definition).defaultBranch
}

const badgeTexts = {
  succeeded: ['succeeded', '#4da2db'],
  partiallySucceeded: ['partially succeeded', '#ff8c00'],
  failed: ['failed', '#cb2431'],
  canceled: ['canceled', '#9f9f9f'],
} as const

/** An image of the last finished build of the branch. */
function badge(call: EndpointCall): DevOpsAnswer {
  for (const name of ['stageName', 'jobName', 'configuration'])
    if (call.query(name)) throw notEmulated(`${name} of status badges`)
  const definition = namedDefinition(call)
  const branch = branchOf(call, definition)
  const build = latestBuild(
    call,
    definition,
    (one) => one.sourceBranch === branch && stateOf(one, call.now).status === 'completed',
  )
  const result = build && stateOf(build, call.now).result
  const [text, color] = result ? badgeTexts[result] : (['never built', '#9f9f9f'] as const)
  const label = escaped(call.query('label') ?? contentOf(definition).name)
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="20">' +
    `<rect width="100" height="20" fill="#555"/><rect x="100" width="100" height="20" fill="${color}"/>` +
    `<text x="4" y="14" fill="#fff">${label}</text><text x="104" y="14" fill="#fff">${text}</text></svg>`
  // The file says a text; JSON is what Microsoft's client reads.
  if (/\bapplication\/json\b/i.test(call.request.headers.accept ?? '')) return { status: 200, body: svg }
  return { status: 200, headers: { 'content-type': 'image/svg+xml; charset=utf-8' }, content: svg }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
