import type {
  AggregatedResultsAnalysis,
  AggregatedResultsByOutcome,
  AggregatedRunsByOutcome,
  AggregatedRunsByState,
  TestResultsContext,
} from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { Build } from '../../data/build/build.js'
import type { TestResult, TestRun } from '../../data/test/test-run.js'
import type { Wire } from '../wire.js'

/** Results counted by how they ended, with their time together. */
export function byOutcome(results: readonly TestResult[]): Record<string, Wire<AggregatedResultsByOutcome>> {
  const groups = new Map<string, TestResult[]>()
  for (const result of results) {
    const group = groups.get(result.outcome)
    if (group) group.push(result)
    else groups.set(result.outcome, [result])
  }
  return Object.fromEntries(
    [...groups].map(([name, group]) => {
      const outcome = lowerFirst(name)
      return [outcome, { outcome, count: group.length, duration: totalDuration(group), rerunResultCount: 0 }]
    }),
  )
}

/** The time of results together, as .NET writes it: `[d.]hh:mm:ss[.fffffff]`. */
export function totalDuration(results: readonly TestResult[]): string {
  const all = results.reduce((sum, { durationInMs }) => sum + durationInMs, 0)
  return timeSpan(all)
}

/** A length of time in milliseconds as .NET writes it. */
export function timeSpan(milliseconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const total = Math.abs(Math.round(milliseconds))
  const days = Math.floor(total / 86_400_000)
  const clock = [
    Math.floor(total / 3_600_000) % 24,
    Math.floor(total / 60_000) % 60,
    Math.floor(total / 1000) % 60,
  ]
  const rest = total % 1000
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}0000`
  return `${milliseconds < 0 ? '-' : ''}${days > 0 ? `${days}.` : ''}${clock.map(two).join(':')}${fraction}`
}

/** Runs counted by state and by outcome: one without a failure has passed. */
export function byRun(runs: readonly TestRun[]): {
  runSummaryByState: Record<string, Wire<AggregatedRunsByState>>
  runSummaryByOutcome: Record<string, Wire<AggregatedRunsByOutcome>>
} {
  const states: Record<string, Wire<AggregatedRunsByState>> = {}
  const outcomes: Record<string, Wire<AggregatedRunsByOutcome>> = {}
  for (const name of new Set(runs.map(({ state }) => state))) {
    const own = runs.filter(({ state }) => state === name)
    const state = lowerFirst(name)
    states[state] = {
      state,
      runsCount: own.length,
      resultsByOutcome: byOutcome(own.flatMap(({ results }) => results)),
    }
  }
  for (const run of runs) {
    const failed = run.results.some(({ outcome }) => outcome === 'Failed')
    const outcome = run.state !== 'Completed' ? 'others' : failed ? 'failed' : 'passed'
    const known = outcomes[outcome]
    outcomes[outcome] = { outcome, runsCount: (known?.runsCount ?? 0) + 1 }
  }
  return { runSummaryByState: states, runSummaryByOutcome: outcomes }
}

/** What results belong to. */
export function buildContext(build: Build): Wire<TestResultsContext> {
  return {
    contextType: 'build',
    build: {
      id: build.id,
      definitionId: build.definition.id,
      number: build.number,
      uri: `vstfs:///Build/Build/${build.id}`,
      buildSystem: 'TfsBuild',
      branchName: build.sourceBranch,
      repositoryId: build.repository.id,
    },
    release: null,
  }
}

/** The results of a build compared with those of an earlier one. */
export function analysis(
  runs: readonly TestRun[],
  before: { build: Build; runs: readonly TestRun[] } | undefined,
): Wire<AggregatedResultsAnalysis> {
  const results = runs.flatMap((run) => run.results)
  const old = before?.runs.flatMap((run) => run.results) ?? []
  const count = (of: readonly TestResult[], outcome: string) =>
    of.filter((result) => result.outcome === outcome).length
  const time = (of: readonly TestResult[]) => of.reduce((sum, { durationInMs }) => sum + durationInMs, 0)
  const difference = (outcome: string) => count(results, outcome) - count(old, outcome)
  const inTotal = results.length - old.length
  return {
    ...(before ? { previousContext: buildContext(before.build) } : {}),
    resultsDifference: {
      increaseInTotalTests: inTotal,
      increaseInFailures: difference('Failed'),
      increaseInPassedTests: difference('Passed'),
      increaseInNonImpactedTests: difference('NotImpacted'),
      increaseInOtherTests: inTotal - difference('Failed') - difference('Passed') - difference('NotImpacted'),
      increaseInDuration: timeSpan(time(results) - time(old)),
    },
    totalTests: results.length,
    duration: totalDuration(results),
    resultsByOutcome: byOutcome(results),
    ...byRun(runs),
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
