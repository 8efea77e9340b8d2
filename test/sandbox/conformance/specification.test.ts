import { beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../../../sandbox/devops/route.js'
import { routes } from '../../../sandbox/devops/routes.js'
import { conformanceCases, sendCase } from './conformance-run.js'
import { specificationsPresent } from './published-specification.js'
import { misfits } from './validate-answer.js'
import { client, type Client } from '../devops-client.js'

const areas = await conformanceCases()
const reached = new Set<Route>()
const against = specificationsPresent
  ? 'answers are as the published specification says'
  : 'answers come with the expected status (no published specification in ../shared/specs to hold them against)'

describe.each([1, 2, 3])(`seed %i: ${against}`, (seed) => {
  describe.each(areas)('$area', ({ cases }) => {
    let box: Client
    beforeAll(() => {
      box = client({ seed, projects: 4, workItems: 300 })
    })

    test.each(cases.map((one) => [`${one.method} ${one.operation ?? String(one.address)}`, one] as const))(
      '%s',
      async (_title, one) => {
        const { answer, route } = await sendCase(box, one)
        if (route) reached.add(route)
        expect(answer.status, JSON.stringify(answer.body)?.slice(0, 500)).toBe(one.status ?? 200)
        if (!specificationsPresent || one.operation === undefined || answer.body === undefined) return
        const found = misfits(one.specification, one.method, one.operation, answer.status, answer.body)
        expect(found, found.slice(0, 8).join('\n')).toEqual([])
      },
    )
  })
})

test('every operation the sandbox emulates has such a case', () => {
  const missing = routes.filter((route) => !reached.has(route))
  expect(missing.map(({ method, pattern }) => `${method} ${pattern}`)).toEqual([])
})
