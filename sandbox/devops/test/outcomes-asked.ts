import { outcomeNumbers, type TestOutcome } from '../../data/test/test-outcome.js'
import { listParameter } from '../build/list-parameter.js'
import { enumValue } from '../enum-value.js'
import type { EndpointCall } from '../route.js'

/** The outcomes that the query parameter `outcomes` names; undefined for all. Numbers in it are no flags. */
export function outcomesAsked(call: EndpointCall): ReadonlySet<TestOutcome | undefined> | undefined {
  const given = listParameter(call, 'outcomes')
  return given && new Set(given.map((text) => enumValue(text, outcomeNumbers, 'outcomes')))
}
