import { released, type Route, type Scope } from '../route.js'

/** A resource of test planning; GUIDs are those Microsoft's client asks for. */
export interface PlanResource {
  name: string
  id?: string
  preview: number
}

export const planResources = {
  plans: { name: 'Plans', id: '0e292477-a0c2-47f3-a9b6-34f153d627f4', preview: 1 },
  suites: { name: 'Suites', id: '1046d5d3-ab61-4ca7-a65a-36118a978256', preview: 1 },
  suitesOfCase: { name: 'Suites', id: 'a4080e84-f17b-4fad-84f1-7960b6525bf2', preview: 1 },
  suiteEntries: { name: 'SuiteEntry', id: 'd6733edf-72f1-4252-925b-c560dfe9b75a', preview: 1 },
  cases: { name: 'TestCase', id: 'a9bd61ac-45cf-4d13-9441-43dcd01edf8d', preview: 3 },
  deleteCase: { name: 'TestCases', id: '29006fb5-816b-4ff7-a329-599943569229', preview: 1 },
  points: { name: 'TestPoint', id: '52df686e-bae4-4334-b0ee-b6cf4e6f6b73', preview: 2 },
  configurations: { name: 'Configurations', id: '8369318e-38fa-4e84-9043-4b2a75d2c256', preview: 1 },
  variables: { name: 'Variables', id: '2c61fac6-ac4e-45a5-8c38-1c2b8fd8ea6c', preview: 1 },
} as const satisfies Record<string, PlanResource>

/** A route below `_apis/testplan`. */
export function planRoute(
  method: Route['method'],
  pattern: string,
  { name, id, preview }: PlanResource,
  answer: Route['answer'],
  scope: readonly Scope[] = ['project'],
): Route {
  return {
    method,
    pattern: `testplan/${pattern}`,
    scope,
    versions: released(preview),
    ...(id === undefined ? {} : { location: { area: 'testplan', resource: name, id } }),
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: 'application/json' as const }),
    answer,
  }
}

/** Length of a page where the address is asked for a page (unconfirmed; facts 6 tell the token only). */
export const planPage = { default: 100, most: 100 }
export const casePage = { default: 200, most: 200 }
