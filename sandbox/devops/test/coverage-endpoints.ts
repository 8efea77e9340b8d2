import type {
  BuildCoverage,
  CodeCoverageSummary,
  ModuleCoverage as WireModule,
  TestRunCoverage,
} from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { Build } from '../../data/build/build.js'
import { coverageOf, coverageStatistics, type ModuleCoverage } from '../../data/test/coverage.js'
import type { CoverageStatistic } from '../../data/test/project-tests.js'
import { findBuild } from '../build/find-build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall, type Route } from '../route.js'
import type { Wire } from '../wire.js'
import { buildConfiguration } from './run-answer.js'
import { buildReference, runReference } from './test-reference.js'
import { findRun, testRoutes, testsOf } from './test-route.js'

const ofBuild = {
  name: 'CodeCoverage',
  test: ['77560e8a-4e8c-4d59-894e-a5f264c24444', 1],
  results: ['9b3e1ece-c6ab-4fbb-8167-8a32a0c92216', 1],
} as const
const ofRun = {
  name: 'CodeCoverage',
  test: ['9629116f-3b89-4ed8-b358-d4694efda160', 1],
  results: ['5641efbc-6f9b-401a-baeb-d3da22489e5e', 1],
} as const

/** Bits of `flags`: what is shown of modules. */
const wantModules = 1
const wantFunctions = 2
const wantBlockData = 4

/** Code coverage of builds and runs: by module with `flags`, and in sum without. */
export const coverageRoutes: readonly Route[] = [
  ...testRoutes('GET', 'codecoverage', ofBuild, (call) => {
    const build = buildAsked(call)
    const flags = wholeNumber(call, 'flags', 0)
    if (flags === undefined) return { status: 200, body: summary(call, build) }
    const modules = coverageOf(call.organization, build)
    return list(modules.length === 0 ? [] : [buildCoverage(call, build, modules, flags)])
  }),
  ...testRoutes('POST', 'codecoverage', ofBuild, (call) => {
    publish(call, buildAsked(call))
    return { status: 200 }
  }),
  ...testRoutes('GET', 'runs/{runId}/codecoverage', ofRun, (call) => {
    const run = findRun(call)
    const flags = wholeNumber(call, 'flags', 0)
    if (flags === undefined) throw badArgument('A value is required for flags in the request.')
    const modules = run.build ? coverageOf(call.organization, run.build) : []
    const coverage: Wire<TestRunCoverage> = {
      testRun: runReference(call, run),
      state: '0',
      lastError: '',
      modules: modules.map((module) => moduleAnswer(module, flags)),
    }
    return list(modules.length === 0 ? [] : [coverage])
  }),
]

function buildAsked(call: EndpointCall): Build {
  const id = wholeNumber(call, 'buildId', 1)
  if (id === undefined) throw badArgument('A value is required for buildId in the request.')
  return findBuild(call, id)
}

function buildCoverage(
  call: EndpointCall,
  build: Build,
  modules: readonly ModuleCoverage[],
  flags: number,
): Wire<BuildCoverage> {
  const platform = { flavor: 'Debug', platform: 'Any CPU' }
  const uri = encodeURIComponent(`vstfs:///Build/Build/${build.id}`)
  return {
    configuration: buildConfiguration(call, { build, platform }),
    state: '0',
    lastError: '',
    modules: flags & wantModules ? modules.map((module) => moduleAnswer(module, flags)) : [],
    codeCoverageFileUrl: `${call.base}/${build.project.id}/_api/_build/ItemContent?buildUri=${uri}&path=%2Fcoverage`,
  }
}

function moduleAnswer(module: ModuleCoverage, flags: number): Wire<WireModule> {
  const { blocks, lines } = module
  return {
    name: module.name,
    signature: module.signature,
    signatureAge: 1,
    blockCount: blocks.total,
    // The client's type says a list of numbers, but the wire has them in base 64.
    ...(flags & wantBlockData ? { blockData: blockData(blocks) as unknown as number[] } : {}),
    statistics: {
      blocksCovered: blocks.covered,
      blocksNotCovered: blocks.total - blocks.covered,
      linesCovered: lines.covered,
      linesPartiallyCovered: lines.partly,
      linesNotCovered: lines.total - lines.covered - lines.partly,
    },
    functions:
      flags & wantFunctions
        ? module.functions.map(({ name, className, namespace, sourceFile, covered, total }) => ({
            name,
            class: className,
            namespace,
            sourceFile,
            statistics: { blocksCovered: covered, blocksNotCovered: total - covered },
          }))
        : [],
  }
}

/** A bit for each block, set when it was reached. */
function blockData({ covered, total }: ModuleCoverage['blocks']): string {
  const bytes = Buffer.alloc(Math.ceil(total / 8))
  for (let block = 0; block < covered; block++)
    bytes[block >> 3] = (bytes[block >> 3] as number) | (1 << (block & 7))
  return bytes.toString('base64')
}

function summary(call: EndpointCall, build: Build): Wire<CodeCoverageSummary> & object {
  const modules = coverageOf(call.organization, build)
  const published = testsOf(call).published.get(build) ?? []
  const delta = wholeNumber(call, 'deltaBuildId', 0)
  const before = delta ? coverageStatistics(coverageOf(call.organization, findBuild(call, delta))) : undefined
  const all = [
    ...(modules.length === 0
      ? []
      : [{ flavor: 'Debug', platform: 'Any CPU', stats: coverageStatistics(modules) }]),
    ...published,
  ]
  return {
    build: buildReference(call, build),
    ...(delta ? { deltaBuild: buildReference(call, findBuild(call, delta)) } : {}),
    coverageData: all.map(({ flavor, platform, stats }) => ({
      buildFlavor: flavor,
      buildPlatform: platform,
      coverageStats: stats.map((one) => {
        const old = before?.find(({ label }) => label === one.label)
        return {
          ...one,
          isDeltaAvailable: old !== undefined,
          delta: old ? percentage(one) - percentage(old) : 0,
        }
      }),
    })),
    status: all.length === 0 ? 'none' : 'completed',
  }
}

function percentage({ covered, total }: CoverageStatistic): number {
  return total === 0 ? 0 : Math.round((10_000 * covered) / total) / 100
}

function publish(call: EndpointCall, build: Build): void {
  const { buildFlavor, buildPlatform, coverageStats } = jsonBody(call.request)
  if (!Array.isArray(coverageStats))
    throw notEmulated('code coverage that is published without coverageStats')
  const stats = (coverageStats as Record<string, unknown>[]).map((one) => ({
    label: String(one.label ?? ''),
    position: Number(one.position ?? 0),
    total: Number(one.total ?? 0),
    covered: Number(one.covered ?? 0),
  }))
  const { published } = testsOf(call)
  const entry = { flavor: String(buildFlavor ?? ''), platform: String(buildPlatform ?? ''), stats }
  published.set(build, [...(published.get(build) ?? []), entry])
}
