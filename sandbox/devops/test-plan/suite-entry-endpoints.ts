import type { SuiteEntry } from 'azure-devops-node-api/interfaces/TestPlanInterfaces.js'
import { isSuite, type SuiteCase, type TestSuite } from '../../data/test/test-plan.js'
import { enumParameter, enumValue } from '../enum-value.js'
import { jsonList } from '../json-body.js'
import { list, type EndpointCall, type Route } from '../route.js'
import { findSuite } from '../test/find-suite.js'
import { touchSuite } from '../test/suite-cases.js'
import { invalidTestProperty, testNotFound } from '../test/test-errors.js'
import type { Wire } from '../wire.js'
import { planResources, planRoute } from './plan-route.js'

const { suiteEntries } = planResources
const pattern = 'suiteentry/{suiteId}'
const kinds = { testCase: 0, suite: 1 } as const
type EntryKind = keyof typeof kinds

/** What is directly in a suite, in order; and another order. */
export const suiteEntryRoutes: readonly Route[] = [
  planRoute('GET', pattern, suiteEntries, (call) => {
    const wanted = enumParameter<EntryKind | 'all'>(call, 'suiteEntryType', { ...kinds, all: -1 }, 'all')
    return list(entries(findSuite(call)).filter((one) => wanted === 'all' || one.suiteEntryType === wanted))
  }),
  planRoute('PATCH', pattern, suiteEntries, (call) => {
    const suite = findSuite(call)
    reorder(call, suite)
    return list(entries(suite))
  }),
]

function entries(suite: TestSuite): Wire<SuiteEntry>[] {
  return suite.entries.map((entry, sequenceNumber) => ({
    suiteId: suite.id,
    sequenceNumber,
    id: idOf(entry),
    suiteEntryType: isSuite(entry) ? 'suite' : 'testCase',
  }))
}

/** Puts entries at the places a body gives them; a place beyond the end is the end. */
function reorder(call: EndpointCall, suite: TestSuite): void {
  const moves = (jsonList(call.request) as Record<string, unknown>[]).map((given) => {
    const isOne = enumValue(given.suiteEntryType, kinds, 'suiteEntryType') === 'suite'
    const entry = suite.entries.find((one) => isSuite(one) === isOne && idOf(one) === Number(given.id))
    if (!entry) throw testNotFound('Suite entry', String(given.id))
    const to = Number(given.sequenceNumber)
    if (!Number.isInteger(to) || to < 0)
      throw invalidTestProperty(`The sequence number ${String(given.sequenceNumber)} is not valid.`)
    return { entry, to }
  })
  const rest = suite.entries.filter((entry) => !moves.some((move) => move.entry === entry))
  for (const { entry, to } of moves.sort((a, b) => a.to - b.to)) rest.splice(to, 0, entry)
  suite.entries = rest
  touchSuite(call, suite)
}

function idOf(entry: TestSuite | SuiteCase): number {
  return isSuite(entry) ? entry.id : entry.workItem
}
