import type { TestRun } from '../../data/test/test-run.js'
import { numbersParameter } from '../build/list-parameter.js'
import { notEmulated } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { enumParameter } from '../enum-value.js'
import { listPage, skippedPage } from '../paging.js'
import { flag, wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall } from '../route.js'
import { findPerson } from './find-person.js'
import { momentParameter } from '../moment.js'
import { runAnswer } from './run-answer.js'
import { invalidTestProperty } from './test-errors.js'
import { testsOf } from './test-route.js'

/** Longest stretch of time one query may ask for, and most runs of one page (facts 6). */
const longestWindow = 7 * 86_400_000
const mostRuns = 100
/** Most ids in one filter (facts 6). */
const mostIds = 10

const states = {
  unspecified: 0,
  notStarted: 1,
  inProgress: 2,
  completed: 3,
  aborted: 4,
  waiting: 5,
  needsInvestigation: 6,
} as const
const contexts = { build: 1, release: 2, all: 3 } as const

/** `test/runs`: by when they were last updated (pages by token), or otherwise (`$top`, `$skip`). */
export function listRuns(call: EndpointCall): DevOpsAnswer {
  const from = momentParameter(call, 'minLastUpdatedDate')
  const to = momentParameter(call, 'maxLastUpdatedDate')
  if (from !== undefined || to !== undefined) return queryRuns(call, from, to)

  if (call.query('tmiRunId')) throw notEmulated('test runs by tmiRunId')
  const buildUri = call.query('buildUri')?.toLowerCase()
  const planId = wholeNumber(call, 'planId', 0)
  const owner = findPerson(call, call.query('owner'))
  const automated = call.query('automated') === undefined ? undefined : flag(call, 'automated')
  const runs = [...testsOf(call).runs.values()].filter(
    (run) =>
      (!buildUri || (run.build && `vstfs:///build/build/${run.build.id}` === buildUri)) &&
      (!planId || run.plan?.id === planId) &&
      (!owner || run.owner.id === owner.id) &&
      (automated === undefined || run.isAutomated === automated),
  )
  const details = flag(call, 'includeRunDetails')
  return list(skippedPage(call, runs, {}).map((run) => runAnswer(call, run, details)))
}

function queryRuns(call: EndpointCall, from: number | undefined, to: number | undefined): DevOpsAnswer {
  if (from === undefined || to === undefined || from > to || to - from > longestWindow) {
    throw invalidTestProperty(
      'minLastUpdatedDate and maxLastUpdatedDate must both be given, and be at most 7 days apart.',
    )
  }
  for (const name of ['releaseIds', 'releaseDefIds', 'releaseEnvIds', 'releaseEnvDefIds'])
    if (call.query(name)) throw notEmulated(`test runs by ${name}`)
  const plans = ids(call, 'planIds')
  const builds = ids(call, 'buildIds')
  const definitions = ids(call, 'buildDefIds')
  const branch = call.query('branchName')
  const title = call.query('runTitle')
  const automated = call.query('isAutomated') === undefined ? undefined : flag(call, 'isAutomated')
  const state = enumParameter(call, 'state', states, 'unspecified')
  const context = enumParameter(call, 'publishContext', contexts, 'all')
  const fits = (run: TestRun) =>
    run.updatedAt >= from &&
    run.updatedAt <= to &&
    (!plans || (run.plan !== undefined && plans.has(run.plan.id))) &&
    (!builds || (run.build !== undefined && builds.has(run.build.id))) &&
    (!definitions || (run.build !== undefined && definitions.has(run.build.definition.id))) &&
    (!branch || run.build?.sourceBranch === branch) &&
    (!title || run.name === title) &&
    (automated === undefined || run.isAutomated === automated) &&
    (state === 'unspecified' || run.state.toLowerCase() === state.toLowerCase()) &&
    (context === 'all' || (context === 'build' && run.build !== undefined))
  const runs = [...testsOf(call).runs.values()]
    .filter(fits)
    .sort((a, b) => a.updatedAt - b.updatedAt || a.id - b.id)
  return listPage(call, runs, { default: mostRuns, most: mostRuns }, (run) => runAnswer(call, run, true))
}

function ids(call: EndpointCall, name: string): Set<number> | undefined {
  const values = numbersParameter(call, name)
  if (values && values.size > mostIds) throw invalidTestProperty(`${name} holds more than ${mostIds} ids.`)
  return values
}
