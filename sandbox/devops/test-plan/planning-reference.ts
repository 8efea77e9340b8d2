import type { TeamProjectReference } from 'azure-devops-node-api/interfaces/CoreInterfaces.js'
import type { Project } from '../../data/projects.js'
import type { TestPlan, TestSuite } from '../../data/test/test-plan.js'
import type { EndpointCall } from '../route.js'
import { testUrl } from '../test/test-reference.js'
import type { Wire } from '../wire.js'

/** A project in answers of test planning, which fill in nothing of its state. */
export function projectOfPlanning(call: EndpointCall, { id, name }: Project): Wire<TeamProjectReference> {
  return {
    id,
    name,
    url: `${call.base}/_apis/projects/${encodeURIComponent(name)}`,
    state: 'unchanged',
    visibility: 'unchanged',
  }
}

/** What a suite, case or point links to; `_self` is its own address. */
export function planningLinks(call: EndpointCall, suite: TestSuite, self: string) {
  const { plan } = suite
  return {
    _self: { href: self },
    sourcePlan: { href: planUrl(call, plan) },
    sourceSuite: { href: suiteUrl(call, suite) },
    sourceProject: { href: `${call.base}/_apis/projects/${encodeURIComponent(plan.project.name)}` },
  }
}

export function planUrl(call: EndpointCall, { id, project }: TestPlan): string {
  return `${call.base}/${project.id}/_apis/testplan/Plans/${id}`
}

export function suiteUrl(call: EndpointCall, { id, plan }: TestSuite): string {
  return `${planUrl(call, plan)}/Suites/${id}`
}

/** The address in the older area, where links of this one lead. */
export function olderSuiteUrl(call: EndpointCall, { id, plan }: TestSuite): string {
  return testUrl(call, plan.project, `Plans/${plan.id}/Suites/${id}`)
}

/** Id and name of a plan or suite. */
export function shortReference<T extends { id: number; name: string }>({ id, name }: T) {
  return { id, name }
}
