import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import { below, guid, pick, randomStream, streams, type Random } from '../random.js'
import { workers } from '../work-item-columns.js'
import { automatedTest, automatedTestCount, failureMessage, stackTrace } from './result-texts.js'
import { createTestCasePool } from './test-case-pool.js'
import type { TestOutcome } from './test-outcome.js'
import type { TestPoint } from './test-plan.js'
import { firstResultId, type TestIteration, type TestResult, type TestRun } from './test-run.js'

const rareOutcomes: readonly TestOutcome[] = [
  'NotExecuted',
  'Inconclusive',
  'Timeout',
  'Aborted',
  'Blocked',
  'Warning',
  'Error',
  'NotApplicable',
  'NotImpacted',
]

/** References of manual tests lie beyond those of automated ones. */
const manualReferences = 10_000

/** Gives a run `count` results of the project's automated tests, beginning with test `from`. */
export function makeAutomatedResults(
  organization: Organization,
  run: TestRun,
  count: number,
  from: number,
): void {
  const random = randomStream(organization.seed, streams.testResult, run.id)
  const { people } = organization
  const bugs = organization.part(createTestCasePool)(run.project)
  let at = run.startedAt as number
  for (let number = 0; number < count; number++) {
    const testNumber = (from + number) % automatedTestCount
    const test = automatedTest(testNumber)
    const outcome = drawOutcome(random)
    const durationInMs = random() < 0.1 ? 0 : below(random, 4000)
    const isFailure = outcome === 'Failed' || outcome === 'Error' || outcome === 'Timeout'
    run.results.push({
      ...ended(run, number, at, durationInMs, outcome, run.updatedBy),
      title: test.title,
      referenceId: testNumber + 1,
      automated: {
        name: test.name,
        storage: test.storage,
        type: test.storage === 'pytest' ? 'JUnit' : 'UnitTest',
        id: guid(organization.seed, streams.testResult, testNumber),
      },
      priority: testNumber % 4,
      ...(random() < 0.3 ? { owner: people[below(random, workers)] as Person } : {}),
      computerName: `BUILD-${String(1 + (run.id % 9)).padStart(4, '0')}`,
      ...(isFailure
        ? {
            errorMessage: failureMessage(random),
            ...(random() < 0.9 ? { stackTrace: stackTrace(random, test) } : {}),
            bugs: bugs.length > 0 && random() < 0.3 ? [pick(random, bugs)] : [],
          }
        : {}),
    })
    at += Math.floor(durationInMs / 8)
  }
}

/** Gives a run a result for each point, which becomes the point's newest. */
export function makeManualResults(
  organization: Organization,
  run: TestRun,
  points: readonly TestPoint[],
): void {
  const random = randomStream(organization.seed, streams.testResult, run.id)
  let at = run.startedAt as number
  for (const [number, point] of points.entries()) {
    const outcome = drawOutcome(random)
    const durationInMs = 1000 + below(random, 20_000)
    const index = organization.items.indexOf(point.case.workItem)
    const title = index === undefined ? '' : String(organization.items.value(index, 'System.Title') ?? '')
    const runBy = point.tester ?? run.owner
    const iteration: TestIteration = {
      id: 1,
      outcome,
      startedAt: at,
      completedAt: at + durationInMs,
      durationInMs,
      errorMessage: '',
      ...(random() < 0.2 ? { comment: 'Größe stimmt nicht' } : {}),
      actions: ['00000002', '00000003'].map((path, step) => ({
        path,
        outcome: step === 0 ? 'Passed' : outcome,
        startedAt: at + step,
        completedAt: at + step + 1,
      })),
      parameters: number % 5 === 0 ? [{ path: '00000002', name: 'benutzer', value: "O'Neill & Söhne" }] : [],
    }
    const result: TestResult = {
      ...ended(run, number, at, durationInMs, outcome, runBy),
      title,
      referenceId: manualReferences + point.id,
      point,
      configuration: point.configuration,
      priority: 2,
      owner: run.owner,
      ...(outcome === 'Failed' ? { comment: 'Schritt 2 geht nicht: "Weiter" fehlt.' } : {}),
      iterations: [iteration],
    }
    run.results.push(result)
    point.state = 'completed'
    point.outcome = outcome
    point.revision++
    point.updatedBy = runBy
    point.updatedAt = result.updatedAt
    point.last = { run: run.id, result: result.id, by: runBy, at: result.completedAt as number, durationInMs }
    at += durationInMs
  }
}

function ended(
  run: TestRun,
  number: number,
  at: number,
  durationInMs: number,
  outcome: TestOutcome,
  runBy: Person,
): Omit<TestResult, 'title' | 'referenceId' | 'priority'> {
  return {
    id: firstResultId + number,
    run,
    outcome,
    state: 'Completed',
    startedAt: at,
    completedAt: at + durationInMs,
    durationInMs,
    runBy,
    createdAt: run.createdAt,
    updatedBy: run.updatedBy,
    updatedAt: run.updatedAt,
    revision: 1,
    failureType: 'None',
    bugs: [],
    attachments: [],
    iterations: [],
  }
}

function drawOutcome(random: Random): TestOutcome {
  const at = random()
  return at < 0.86 ? 'Passed' : at < 0.94 ? 'Failed' : pick(random, rareOutcomes)
}
