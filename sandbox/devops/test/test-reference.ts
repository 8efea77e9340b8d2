import type { ShallowReference } from 'azure-devops-node-api/interfaces/TestInterfaces.js'
import type { Build } from '../../data/build/build.js'
import type { Project } from '../../data/projects.js'
import type { TestPlan, TestSuite } from '../../data/test/test-plan.js'
import type { TestRun } from '../../data/test/test-run.js'
import { buildUrl } from '../build/build-answer.js'
import type { EndpointCall } from '../route.js'
import type { Wire } from '../wire.js'

export type Reference = Wire<ShallowReference>

/** The address of a project's tests, under its GUID as the service writes it. */
export function testUrl(call: EndpointCall, project: Project, path: string): string {
  return `${call.base}/${project.id}/_apis/test/${path}`
}

export function runUrl(call: EndpointCall, { id, project }: TestRun): string {
  return testUrl(call, project, `Runs/${id}`)
}

export function runReference(call: EndpointCall, run: TestRun): Reference {
  return { id: String(run.id), name: run.name, url: runUrl(call, run) }
}

export function planReference(call: EndpointCall, plan: TestPlan): Reference {
  return { id: String(plan.id), name: plan.name, url: testUrl(call, plan.project, `Plans/${plan.id}`) }
}

export function suiteReference(call: EndpointCall, { id, name, plan }: TestSuite): Reference {
  return { id: String(id), name, url: testUrl(call, plan.project, `Plans/${plan.id}/Suites/${id}`) }
}

export function buildReference(call: EndpointCall, build: Build): Reference {
  return { id: String(build.id), name: build.number, url: buildUrl(call, build) }
}

export function projectReference(call: EndpointCall, { id, name }: Project): Reference {
  return { id, name, url: `${call.base}/_apis/projects/${encodeURIComponent(name)}` }
}
