import { beforeAll, describe, expect, test } from 'vitest'
import type { ConformanceCase } from './conformance-case.js'
import { conformanceCases, sendCase } from './conformance-run.js'
import { allowedDifferences, uncovered } from './example-differences.js'
import { publishedExamples, specificationsPresent } from './published-specification.js'
import { addShape, differences, emptyShape, type Shape } from './shape.js'
import { client } from '../devops-client.js'

const key = (specification: string, method: string, operation: string) =>
  `${specification} ${method} ${operation.toLowerCase().replace(/\?.*$/, '')}`

const areas = specificationsPresent ? await conformanceCases() : []
const examples = specificationsPresent ? publishedExamples() : []
const keyOfCase = ({ specification, method, operation }: ConformanceCase) =>
  operation === undefined ? undefined : key(specification, method, operation)
const emulated = new Set(areas.flatMap(({ cases }) => cases.map(keyOfCase)))

/** What the sandbox answers to all cases of an operation, together. */
const answered = new Map<string, Shape>()

function allowed(operation: string, difference: string): boolean {
  return allowedDifferences.some((one) => fits(one.operation, operation) && fits(one.at, difference))
}

function fits(pattern: string, difference: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.[\]\\^$+?(){}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}(:|$)`).test(difference)
}

describe.skipIf(!specificationsPresent)(
  'published examples (skipped without ../shared/specs): what they have is in the sandbox’s answers too',
  () => {
    beforeAll(async () => {
      for (const seed of [1, 2, 3]) {
        for (const { cases } of areas) {
          const box = client({ seed, projects: 4, workItems: 300 })
          for (const one of cases) {
            const name = keyOfCase(one)
            const { answer } = await sendCase(box, one)
            if (name === undefined || answer.body === undefined) continue
            const shape = answered.get(name) ?? emptyShape()
            addShape(shape, answer.body)
            answered.set(name, shape)
          }
        }
      }
    })

    const covered = examples.filter((one) => emulated.has(key(one.specification, one.method, one.path)))
    test.each(covered.map((one) => [one.file, one] as const))('%s', (_file, example) => {
      const wanted = emptyShape()
      for (const [status, { body }] of Object.entries(example.responses)) {
        if (status.startsWith('2') && typeof body === 'object' && body !== null) addShape(wanted, body)
      }
      const actual = answered.get(key(example.specification, example.method, example.path))
      const found = actual ? differences(wanted, actual) : []
      const left = found.filter((difference) => !allowed(example.operationId, difference))
      expect(left, left.join('\n')).toEqual([])
    })

    test('examples of operations that are not emulated are listed, with the reason', () => {
      const others = examples.filter((one) => !emulated.has(key(one.specification, one.method, one.path)))
      const unlisted = others.filter(
        ({ specification, operationId }) =>
          !uncovered.some(
            (one) =>
              one.specification === specification &&
              one.operations.some((pattern) => fits(pattern, operationId)),
          ),
      )
      expect(unlisted.map(({ file }) => file)).toEqual([])
    })
  },
)
