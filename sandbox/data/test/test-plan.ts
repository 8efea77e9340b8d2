import type { BuildDefinition } from '../build/definition.js'
import type { Build } from '../build/build.js'
import type { ClassificationNode } from '../classification-nodes.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import type { TestOutcome } from './test-outcome.js'

/** What is tested on, e.g. an operating system. Dates are milliseconds since 1970 everywhere. */
export interface TestConfiguration {
  id: number
  name: string
  description: string
  isDefault: boolean
  state: 'active' | 'inactive'
  values: { name: string; value: string }[]
}

/** A dimension of configurations with its values. */
export interface TestVariable {
  id: number
  name: string
  description: string
  values: string[]
}

/** A test plan. Its id and those of its suites come from one series, but are no work items here. */
export interface TestPlan {
  id: number
  project: Project
  name: string
  /** Absent for some plans. */
  description?: string
  area: ClassificationNode
  iteration: ClassificationNode
  owner: Person
  state: 'Active' | 'Inactive'
  startAt?: number
  endAt?: number
  build?: Build
  buildDefinition?: BuildDefinition
  releaseEnvironmentDefinition?: { definitionId: number; environmentDefinitionId: number }
  syncOutcomeAcrossSuites: boolean
  revision: number
  updatedBy: Person
  updatedAt: number
  root: TestSuite
}

export interface TestSuite {
  id: number
  plan: TestPlan
  /** The root of a plan has none. */
  parent?: TestSuite
  type: 'staticTestSuite' | 'dynamicTestSuite' | 'requirementTestSuite'
  name: string
  /** Id of a work item; of requirement suites. */
  requirementId?: number
  /** WIQL; of dynamic suites. */
  queryString?: string
  inheritDefaultConfigurations: boolean
  defaultConfigurations: TestConfiguration[]
  defaultTesters: Person[]
  /** Child suites and test cases in the order people gave them. */
  entries: (TestSuite | SuiteCase)[]
  revision: number
  updatedBy: Person
  updatedAt: number
  /** When a dynamic or requirement suite last looked for its cases. */
  populatedAt?: number
}

/** A test case in a suite: a work item, with a point for each configuration. */
export interface SuiteCase {
  suite: TestSuite
  /** Id of the work item, of whatever type: the organization has none of type Test Case. */
  workItem: number
  points: TestPoint[]
}

/** A test case on a configuration in a suite. */
export interface TestPoint {
  id: number
  case: SuiteCase
  configuration: TestConfiguration
  tester?: Person
  /** `ready` while it has no result since it was reset. */
  state: 'ready' | 'inProgress' | 'completed'
  outcome: TestOutcome
  /** The newest result of it: run and result by id. */
  last?: { run: number; result: number; by: Person; at: number; durationInMs: number }
  resetAt?: number
  revision: number
  updatedBy: Person
  updatedAt: number
}

export function isSuite(entry: TestSuite | SuiteCase): entry is TestSuite {
  return 'entries' in entry
}

export function childrenOf(suite: TestSuite): TestSuite[] {
  return suite.entries.filter(isSuite)
}

export function casesOf(suite: TestSuite): SuiteCase[] {
  return suite.entries.filter((entry) => !isSuite(entry)) as SuiteCase[]
}

/** A suite and all beneath it, parents first. */
export function withDescendants(suite: TestSuite): TestSuite[] {
  return [suite, ...childrenOf(suite).flatMap(withDescendants)]
}
