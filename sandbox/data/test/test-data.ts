import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import { makeConfigurations, makeVariables } from './configurations.js'
import { makePlans } from './make-plans.js'
import { makeRuns } from './make-runs.js'
import type { ProjectTests } from './project-tests.js'

/** Ids of the sandbox's tests; each project has its own stretch of every series. */
export const idStretch = { plan: 2_000, point: 20_000, run: 1_000, setting: 20 } as const

/** Plans begin beyond the ids of work items, because they are none here. */
export const firstPlanId = 100_000_000

/** The tests of the organization. */
export interface TestData {
  /** Made when first asked for. */
  of(project: Project): ProjectTests
  /** The project whose stretch of ids holds a plan or suite, or in which it was made since. */
  projectOfPlanning(id: number): Project | undefined
  /** Ids of things made while the sandbox runs. */
  next(series: 'plan' | 'point' | 'run' | 'setting' | 'attachment' | 'session', project: Project): number
}

/** The tests of an organization; get them by `organization.part(createTests)`. */
export function createTests(organization: Organization): TestData {
  const made = new Map<Project, ProjectTests>()
  const { length } = organization.projects
  const last = {
    plan: firstPlanId + length * idStretch.plan,
    point: length * idStretch.point,
    run: length * idStretch.run,
    setting: length * idStretch.setting,
    attachment: length * idStretch.run,
    session: 0,
  }
  const madeLater = new Map<number, Project>()
  return {
    of(project) {
      let own = made.get(project)
      if (!own) {
        own = makeProject(organization, project)
        made.set(project, own)
      }
      return own
    },
    projectOfPlanning(id) {
      const at = Math.floor((id - firstPlanId - 1) / idStretch.plan)
      return madeLater.get(id) ?? (at < length ? organization.projects[at] : undefined)
    },
    next(series, project) {
      const id = ++last[series]
      if (series === 'plan') madeLater.set(id, project)
      return id
    },
  }
}

function makeProject(organization: Organization, project: Project): ProjectTests {
  const firstSetting = project.index * idStretch.setting + 1
  const tests: ProjectTests = {
    configurations: new Map(),
    variables: new Map(),
    plans: new Map(),
    suites: new Map(),
    points: new Map(),
    runs: new Map(),
    runsOfBuild: new Map(),
    sessions: new Map(),
    failureTypes: new Map(),
    flaky: new Map(),
    published: new Map(),
    retention: {
      automatedDays: 30,
      manualDays: 365,
      updatedBy: organization.people[0]!,
      updatedAt: project.lastUpdateTime,
    },
  }
  for (const one of makeConfigurations(firstSetting)) tests.configurations.set(one.id, one)
  for (const one of makeVariables(firstSetting)) tests.variables.set(one.id, one)
  if (project.created) return tests
  makePlans(organization, project, tests, {
    plan: firstPlanId + project.index * idStretch.plan + 1,
    point: project.index * idStretch.point + 1,
  })
  makeRuns(organization, project, tests, project.index * idStretch.run + 1)
  return tests
}
