import { pathNumber } from '../build/find-build.js'
import { jsonBody } from '../json-body.js'
import { list, type Route } from '../route.js'
import { invalidTestProperty, testNotFound, testObjectUpdated } from '../test/test-errors.js'
import { testRoutes, testsOf } from '../test/test-route.js'

const types = { name: 'TestFailureType', results: ['c4ac0486-830c-4a2a-9ef9-e8a1791a70fd', 1] } as const

/** Kinds of failures that are always there. */
const fixed = ['None', 'Regression', 'New Issue', 'Known Issue', 'Unknown']

/** Kinds of failures people can say a failed test is of. */
export const failureTypeRoutes: readonly Route[] = [
  ...testRoutes('GET', 'testfailuretype', types, (call) =>
    list([
      ...fixed.map((name, id) => ({ id, name })),
      ...[...testsOf(call).failureTypes].map(([id, name]) => ({ id, name })),
    ]),
  ),
  ...testRoutes('POST', 'testfailuretype', types, (call) => {
    const { failureTypes } = testsOf(call)
    const { name } = jsonBody(call.request)
    if (typeof name !== 'string' || name.trim() === '')
      throw invalidTestProperty("The value for property 'Name' must not be empty.")
    const taken = [...fixed, ...failureTypes.values()].some((one) => one.toLowerCase() === name.toLowerCase())
    if (taken) throw testObjectUpdated(`The failure type ${name} is there already.`)
    const id = Math.max(fixed.length - 1, ...failureTypes.keys()) + 1
    failureTypes.set(id, name)
    return { status: 200, body: { id, name } }
  }),
  ...testRoutes('DELETE', 'testfailuretype/{failureTypeId}', types, (call) => {
    const id = pathNumber(call, 'failureTypeId')
    if (!testsOf(call).failureTypes.delete(id)) throw testNotFound('Failure type', id)
    return { status: 204 }
  }),
]
