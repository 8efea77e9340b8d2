import type { BuildMetric } from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { createBuilds } from '../../data/build/build-data.js'
import { stateOf, type Build } from '../../data/build/build.js'
import type { BuildDefinition } from '../../data/build/definition.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'

const day = 86_400_000

/** How many builds of a definition ended in what on each day since then; `scope` is the branch. */
export function metricsOf(
  call: EndpointCall,
  definition: BuildDefinition,
  since: number,
): Wire<BuildMetric>[] {
  const builds =
    call.organization.part(createBuilds).of(definition.project).byDefinition.get(definition) ?? []
  return countByDay(call, builds, since, (build) => build.sourceBranch)
}

/** Counts finished builds by day, kind and scope; an empty scope is left out. */
export function countByDay(
  call: EndpointCall,
  builds: readonly Build[],
  since: number,
  scopeOf: (build: Build) => string,
  length = day,
): Wire<BuildMetric>[] {
  const counts = new Map<string, Wire<BuildMetric>>()
  for (const build of builds) {
    const { result, finishedAt } = stateOf(build, call.now)
    if (finishedAt === undefined || result === undefined || finishedAt < since) continue
    const name = metricNames[result]
    const date = serviceDate(finishedAt - (finishedAt % length))
    const scope = scopeOf(build)
    const key = `${name} ${date} ${scope}`
    const metric = counts.get(key) ?? { name, ...(scope === '' ? {} : { scope }), intValue: 0, date }
    metric.intValue = (metric.intValue ?? 0) + 1
    counts.set(key, metric)
  }
  return [...counts.values()]
}

const metricNames = {
  succeeded: 'SuccessfulBuilds',
  partiallySucceeded: 'PartiallySuccessfulBuilds',
  failed: 'FailedBuilds',
  canceled: 'CanceledBuilds',
} as const
