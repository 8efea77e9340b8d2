import type {
  BuildConfiguration,
  RunStatistic,
  TestRun as WireRun,
} from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { TestRun } from '../../data/test/test-run.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { buildReference, planReference, projectReference, runUrl } from './test-reference.js'

/** A run as lists show it; `details` adds what `includeRunDetails` and the run's own address add. */
export function runAnswer(call: EndpointCall, run: TestRun, details: boolean): Wire<WireRun> {
  const { project, plan, build, results } = run
  const count = (fits: (outcome: string) => boolean) => results.filter(({ outcome }) => fits(outcome)).length
  return {
    id: run.id,
    name: run.name,
    url: runUrl(call, run),
    ...(details && build
      ? { build: buildReference(call, build), buildConfiguration: buildConfiguration(call, run) }
      : {}),
    isAutomated: run.isAutomated,
    ...(plan ? { iteration: plan.iteration.path } : {}),
    owner: identityReference(call.base, run.owner),
    project: projectReference(call, project),
    ...date('startedDate', run.startedAt),
    ...date('completedDate', run.completedAt),
    ...date('dueDate', run.dueAt),
    state: run.state,
    ...(plan ? { plan: planReference(call, plan) } : {}),
    postProcessState: 'Complete',
    totalTests: results.length,
    incompleteTests: results.filter(({ state }) => state !== 'Completed').length,
    notApplicableTests: count((outcome) => outcome === 'NotApplicable'),
    passedTests: count((outcome) => outcome === 'Passed'),
    unanalyzedTests: results.filter(({ outcome, bugs }) => outcome === 'Failed' && bugs.length === 0).length,
    revision: run.revision,
    webAccessUrl: `${call.base}/${encodeURIComponent(project.name)}/_TestManagement/Runs?runId=${run.id}&_a=runCharts`,
    ...(run.comment === undefined ? {} : { comment: run.comment }),
    ...(run.errorMessage === undefined ? {} : { errorMessage: run.errorMessage }),
    ...(details
      ? {
          createdDate: serviceDate(run.createdAt),
          lastUpdatedDate: serviceDate(run.updatedAt),
          lastUpdatedBy: identityReference(call.base, run.updatedBy),
          runStatistics: runStatistics(run),
          ...(build ? { pipelineReference: { pipelineId: build.id } } : {}),
        }
      : {}),
  }
}

/** How many results ended how. */
export function runStatistics({ results }: TestRun): Wire<RunStatistic>[] {
  const counts = new Map<string, { state: string; outcome: string; count: number }>()
  for (const { state, outcome } of results) {
    const key = `${state} ${outcome}`
    const known = counts.get(key)
    if (known) known.count++
    else counts.set(key, { state, outcome, count: 1 })
  }
  return [...counts.values()]
}

/** The build a run belongs to, as coverage names it too. */
export function buildConfiguration(
  call: EndpointCall,
  { build, platform }: Pick<TestRun, 'build' | 'platform'>,
): Wire<BuildConfiguration> | undefined {
  if (!build) return undefined
  return {
    id: build.id,
    number: build.number,
    uri: `vstfs:///Build/Build/${build.id}`,
    flavor: platform?.flavor ?? '',
    platform: platform?.platform ?? '',
    buildDefinitionId: build.definition.id,
    branchName: build.sourceBranch,
    sourceVersion: build.sourceVersion,
    buildSystem: 'Azure Pipelines',
    repositoryGuid: build.repository.id,
    repositoryType: 'TfsGit',
    project: projectReference(call, build.project),
  }
}

function date<Name extends string>(name: Name, at: number | undefined): { [Key in Name]?: string } {
  return at === undefined ? {} : ({ [name]: serviceDate(at) } as { [Key in Name]?: string })
}
