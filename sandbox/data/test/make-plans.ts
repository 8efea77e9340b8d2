import { createBuilds } from '../build/build-data.js'
import { flatten, type ClassificationNode, type ProjectNodes } from '../classification-nodes.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams, type Random } from '../random.js'
import { firstDate, lastDate, workers } from '../work-item-columns.js'
import type { ProjectTests } from './project-tests.js'
import { createTestCasePool } from './test-case-pool.js'
import type { SuiteCase, TestConfiguration, TestPlan, TestPoint, TestSuite } from './test-plan.js'

const day = 86_400_000

/** Plans, suites of the first plan, and cases of its root suite by project: in the first more than a page of each. */
const sizes: readonly (readonly [plans: number, suites: number, cases: number])[] = [
  [110, 130, 260],
  [6, 20, 40],
  [3, 12, 20],
  [2, 8, 10],
  [1, 0, 5],
  [0, 0, 0],
]
const otherSize = [1, 3, 8] as const

const planNames = [
  'Release test plan',
  'Größe & Maße – Abnahme',
  '回帰テスト',
  "Bob's smoke tests",
  'Payments (v2) #1 / nightly',
]
const suiteNames = ['Sign-in', 'Zahlung & Versand', '検索', 'Reports / PDF #1', 'Settings + Profile']
const states = ['ready', 'completed', 'completed'] as const

/** Where the ids of plans with suites, and of points, begin. */
export interface FirstIds {
  plan: number
  point: number
}

interface Making {
  organization: Organization
  random: Random
  tests: ProjectTests
  people: readonly Person[]
  pool: readonly number[]
  next: FirstIds
}

/** Fills in the plans of a project with their suites, cases and points. Points have no results yet. */
export function makePlans(
  organization: Organization,
  project: Project,
  tests: ProjectTests,
  first: FirstIds,
): void {
  const [plans, suites, cases] = sizes[project.index] ?? otherSize
  const random = randomStream(organization.seed, streams.testPlan, project.index)
  const making: Making = {
    organization,
    random,
    tests,
    people: organization.people.slice(0, workers),
    pool: organization.part(createTestCasePool)(project),
    next: { ...first },
  }
  for (let at = 0; at < plans; at++) {
    const plan = makePlan(making, project, at)
    if (at === 0) {
      addCases(making, plan.root, making.pool.slice(0, cases))
      addSuites(making, plan.root, suites)
    } else if (at < 12) {
      addCases(making, plan.root, some(making, 6))
      addSuites(making, plan.root, below(random, 3))
    }
  }
}

function makePlan(making: Making, project: Project, at: number): TestPlan {
  const { organization, random, tests, people, next } = making
  const { areas, iterations } = organization.nodes[project.index] as ProjectNodes
  const updatedAt = moment(random)
  const name = planNames[at] ?? `Sprint ${at} tests`
  const startAt = Math.floor(updatedAt / day) * day
  const build = at % 3 === 0 ? organization.part(createBuilds).of(project).builds[at] : undefined
  const plan: TestPlan = {
    id: next.plan++,
    project,
    name,
    ...(at % 4 === 1 ? {} : { description: at === 0 ? 'Everything before a release.<br>' : '' }),
    area: at < 2 ? areas : pick(random, flatten(areas)),
    iteration: at < 2 ? iterations : pick<ClassificationNode>(random, flatten(iterations)),
    owner: pick(random, people),
    state: at % 5 === 4 ? 'Inactive' : 'Active',
    startAt,
    endAt: startAt + 7 * day,
    ...(build ? { build, buildDefinition: build.definition } : {}),
    syncOutcomeAcrossSuites: at % 2 === 1,
    revision: 1 + below(random, 6),
    updatedBy: pick(random, people),
    updatedAt,
    root: undefined as unknown as TestSuite,
  }
  plan.root = makeSuite(making, plan, undefined, name)
  plan.root.defaultConfigurations = activeConfigurations(tests).slice(0, 2)
  plan.root.inheritDefaultConfigurations = false
  tests.plans.set(plan.id, plan)
  return plan
}

/** Static, requirement and dynamic suites, some inside others. */
function addSuites(making: Making, root: TestSuite, count: number): void {
  const { random, pool } = making
  const parents = [root]
  for (let at = 0; at < count; at++) {
    const parent = random() < 0.6 ? root : pick(random, parents)
    const name = suiteNames[at] ?? `${suiteNames[at % suiteNames.length]} ${at}`
    const suite = makeSuite(making, root.plan, parent, name)
    const requirement = at % 5 === 1 ? pool[at] : undefined
    if (requirement !== undefined) {
      suite.type = 'requirementTestSuite'
      suite.requirementId = requirement
      suite.name = `${requirement} : ${name}`
    } else if (at % 7 === 3) {
      suite.type = 'dynamicTestSuite'
      suite.queryString =
        "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.WorkItemType] IN GROUP 'Microsoft.TestCaseCategory'"
    } else parents.push(suite)
    if (suite.type !== 'staticTestSuite') suite.populatedAt = suite.updatedAt
    if (suite.type !== 'dynamicTestSuite') addCases(making, suite, some(making, 4))
  }
}

function makeSuite(
  { random, tests, people, next }: Making,
  plan: TestPlan,
  parent: TestSuite | undefined,
  name: string,
): TestSuite {
  const suite: TestSuite = {
    id: next.plan++,
    plan,
    ...(parent ? { parent } : {}),
    type: 'staticTestSuite',
    name,
    inheritDefaultConfigurations: true,
    defaultConfigurations: [],
    defaultTesters: random() < 0.2 ? [pick(random, people)] : [],
    entries: [],
    revision: 1 + below(random, 4),
    updatedBy: pick(random, people),
    updatedAt: plan.updatedAt,
  }
  parent?.entries.push(suite)
  tests.suites.set(suite.id, suite)
  return suite
}

/** Each case has a point for every default configuration of the plan. */
function addCases({ random, tests, people, next }: Making, suite: TestSuite, items: readonly number[]): void {
  for (const workItem of items) {
    const one: SuiteCase = { suite, workItem, points: [] }
    for (const configuration of suite.plan.root.defaultConfigurations) {
      const point: TestPoint = {
        id: next.point++,
        case: one,
        configuration,
        ...(random() < 0.8 ? { tester: pick(random, people) } : {}),
        state: pick(random, states),
        outcome: 'Unspecified',
        revision: 1,
        updatedBy: pick(random, people),
        updatedAt: suite.updatedAt,
      }
      one.points.push(point)
      tests.points.set(point.id, point)
    }
    suite.entries.push(one)
  }
}

function activeConfigurations({ configurations }: ProjectTests): TestConfiguration[] {
  return [...configurations.values()].filter(({ state }) => state === 'active')
}

/** Up to `most` different work items. */
function some({ random, pool }: Making, most: number): number[] {
  const wanted = Math.min(pool.length, below(random, most + 1))
  const from = below(random, Math.max(1, pool.length - wanted))
  return pool.slice(from, from + wanted)
}

function moment(random: Random): number {
  return Math.floor(firstDate + random() * (lastDate - firstDate - 60 * day))
}
