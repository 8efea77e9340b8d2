import { writeFileSync } from 'node:fs'
import { describe, expect, test, beforeAll } from 'vitest'
import { conformanceCases, sendCase } from './conformance/conformance-run.js'
import { misfits } from './conformance/validate-answer.js'
import { routes } from '../../sandbox/devops/routes.js'
import { client, type Client } from './devops-client.js'
const mine = ['test','test-plan','test-results','wiki','dashboard','artifacts','audit','hooks','favorite']
const areas = (await conformanceCases()).filter(({area}) => mine.includes(area))
const reached = new Set<unknown>()
describe.each(process.env.SEEDS ? [1,2,3] : [1])('%i', (seed) => {
  describe.each(areas)('$area', ({ cases }) => {
    let box: Client
    beforeAll(() => { box = client({ seed, projects: 4, workItems: 300 }) })
    test.each(cases.map((one, i) => [`${i} ${one.method} ${one.operation ?? String(one.address)}`, one] as const))('%s', async (_t, one) => {
      const { answer, route } = await sendCase(box, one)
      if (route) reached.add(route)
      expect(answer.status, JSON.stringify(answer.body)?.slice(0, 500)).toBe(one.status ?? 200)
      if (one.operation === undefined || answer.body === undefined) return
      expect(misfits(one.specification, one.method, one.operation, answer.status, answer.body)).toEqual([])
    })
  })
})
test('all', () => {
  const own = routes.filter(r => /^(test|testplan|testresults|wiki|dashboard|packaging|audit|hooks|favorite)\//.test(r.pattern))
  expect(own.filter(r => !reached.has(r)).map(r => r.method+' '+r.pattern)).toEqual([])
})

import { publishedExamples } from './conformance/published-specification.js'
import { addShape, differences, emptyShape, type Shape } from './conformance/shape.js'
test('examples', async () => {
  const key = (sp: string, m: string, o: string) => `${sp} ${m} ${o.toLowerCase().replace(/\?.*$/, '')}`
  const answered = new Map<string, Shape>()
  for (const { cases } of areas) {
    const box = client({ seed: 1, projects: 4, workItems: 300 })
    for (const one of cases) {
      const { answer } = await sendCase(box, one)
      if (one.operation === undefined || answer.body === undefined) continue
      const name = key(one.specification, one.method, one.operation)
      const shape = answered.get(name) ?? emptyShape()
      addShape(shape, answer.body)
      answered.set(name, shape)
    }
  }
  const emu = new Set(areas.flatMap(({cases}) => cases.map(o => o.operation && key(o.specification, o.method, o.operation))))
  const out: string[] = []
  for (const ex of publishedExamples()) {
    if (!/^(test|testPlan|testResults|wiki|dashboard|artifacts|audit|hooks|favorite)\//.test(ex.specification)) continue
    const k = key(ex.specification, ex.method, ex.path)
    if (!emu.has(k)) { out.push('UNCOVERED ' + ex.operationId); continue }
    const wanted = emptyShape()
    for (const [status, { body }] of Object.entries(ex.responses)) if (status.startsWith('2') && typeof body === 'object' && body !== null) addShape(wanted, body)
    const actual = answered.get(k)
    const d = actual ? differences(wanted, actual) : []
    if (d.length) out.push(ex.operationId + ' | ' + ex.file.split('/').pop() + ' | ' + d.join(' ; '))
  }
  writeFileSync('/tmp/t/ex.txt', out.join('\n'))
})
