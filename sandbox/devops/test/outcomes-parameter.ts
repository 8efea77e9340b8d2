import { testOutcomes } from '../../data/test/test-outcome.js'
import { listParameter } from '../build/list-parameter.js'
import { badArgument } from '../devops-error.js'
import type { EndpointCall } from '../route.js'

/** The outcomes that the query parameter `outcomes` names, or their numbers in Microsoft's client; undefined for all. */
export function outcomesParameter(call: EndpointCall): ReadonlySet<string> | undefined {
  const given = listParameter(call, 'outcomes')
  const known = given?.map((text) => {
    const outcome =
      testOutcomes.find((one) => one.toLowerCase() === text.toLowerCase()) ??
      (/^\d+$/.test(text) ? testOutcomes[Number(text)] : undefined)
    if (!outcome) throw badArgument(`The outcome "${text}" is not valid.`)
    return outcome
  })
  return known && new Set(known)
}
