import type { TestSuite as WireSuite } from 'azure-devops-node-api/interfaces/TestPlanInterfaces.js'
import { childrenOf, type TestSuite } from '../../data/test/test-plan.js'
import { identityReference } from '../identity-reference.js'
import type { EndpointCall } from '../route.js'
import { serviceDate } from '../service-date.js'
import type { Wire } from '../wire.js'
import { olderSuiteUrl, projectOfPlanning, shortReference, suiteUrl } from './planning-reference.js'

/** What `expand` adds, and whether children are inside their parents all the way down. */
export interface SuiteView {
  children: boolean
  testers: boolean
  tree: boolean
}

export function suiteAnswer(call: EndpointCall, suite: TestSuite, view: SuiteView): Wire<WireSuite> {
  const { plan, parent } = suite
  const children = childrenOf(suite)
  const inside = view.tree ? children.map((child) => suiteAnswer(call, child, view)) : []
  const below = { ...view, children: false }
  return {
    id: suite.id,
    revision: suite.revision,
    project: projectOfPlanning(call, plan.project),
    ...(suite.populatedAt === undefined ? {} : { lastPopulatedDate: serviceDate(suite.populatedAt) }),
    lastUpdatedBy: identityReference(call.base, suite.updatedBy),
    lastUpdatedDate: serviceDate(suite.updatedAt),
    plan: shortReference(plan),
    ...(view.tree
      ? inside.length > 0
        ? { children: inside }
        : {}
      : view.children
        ? { children: children.map((child) => suiteAnswer(call, child, below)) }
        : {}),
    _links: {
      _self: { href: suiteUrl(call, suite) },
      testCases: { href: `${olderSuiteUrl(call, suite)}/TestCases` },
      testPoints: { href: `${olderSuiteUrl(call, suite)}/Points` },
    },
    suiteType: suite.type,
    ...(suite.requirementId === undefined ? {} : { requirementId: suite.requirementId }),
    name: suite.name,
    ...(parent ? { parentSuite: shortReference(parent) } : {}),
    ...(suite.queryString === undefined ? {} : { queryString: suite.queryString }),
    inheritDefaultConfigurations: suite.inheritDefaultConfigurations,
    ...(suite.defaultConfigurations.length > 0
      ? { defaultConfigurations: suite.defaultConfigurations.map(shortReference) }
      : {}),
    ...(view.testers && suite.defaultTesters.length > 0
      ? { defaultTesters: suite.defaultTesters.map((person) => identityReference(call.base, person)) }
      : {}),
    ...(children.length > 0 ? { hasChildren: true } : {}),
  }
}
