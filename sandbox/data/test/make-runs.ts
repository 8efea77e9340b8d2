import { createBuilds } from '../build/build-data.js'
import type { Build } from '../build/build.js'
import type { Organization } from '../organization.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams, type Random } from '../random.js'
import { lastDate, workers } from '../work-item-columns.js'
import { makeAutomatedResults, makeManualResults } from './make-results.js'
import { addRun, type ProjectTests } from './project-tests.js'
import { casesOf, withDescendants, type TestPlan } from './test-plan.js'
import type { RunState, TestRun } from './test-run.js'

const minute = 60_000

/** Builds with runs by project. In the first, one build has more runs than any page, and one run more results. */
const testedBuilds = [300, 60, 30, 12, 6, 0]
const otherBuilds = 4
const shards = 120

const platforms = [
  { flavor: 'Debug', platform: 'Any CPU' },
  { flavor: 'Release', platform: 'x64' },
]

/** Fills in the runs of a project: automated ones of its newest builds, and manual ones of its plans. */
export function makeRuns(
  organization: Organization,
  project: Project,
  tests: ProjectTests,
  firstId: number,
): void {
  let next = firstId
  const { builds } = organization.part(createBuilds).of(project)
  const finished = builds.filter(({ live, held, canceled, deleted, result, yamlError }) => {
    const ran = !live && !held && !canceled && !deleted && yamlError === undefined
    return ran && result !== 'canceled'
  })
  const wanted = testedBuilds[project.index] ?? otherBuilds
  const tested = wanted === 0 ? [] : finished.slice(-wanted)
  for (const [at, build] of tested.entries()) {
    const random = randomStream(organization.seed, streams.testRun, project.index, at)
    const isFirst = project.index === 0 && at === 0
    const isSharded = project.index === 0 && at === 1
    const count = isSharded ? shards : random() < 0.3 ? 2 : 1
    for (let part = 0; part < count; part++) {
      const run = automatedRun(build, next++, part, count, random)
      const size = isFirst && part === 0 ? 1250 : isSharded ? below(random, 3) : below(random, 30)
      makeAutomatedResults(organization, run, size, below(random, 40))
      if (at % 9 === 4) run.tags.push('nightly', 'größe')
      addRun(tests, run)
    }
  }
  for (const [at, plan] of [...tests.plans.values()].entries()) {
    const random = randomStream(organization.seed, streams.testRun, project.index, -1 - at)
    const run = manualRun(organization, plan, next, random)
    const points = withDescendants(plan.root)
      .flatMap(casesOf)
      .flatMap((one) => one.points)
      .filter(({ state }) => state !== 'ready')
    if (points.length === 0) continue
    next++
    makeManualResults(organization, run, points)
    addRun(tests, run)
  }
}

function automatedRun(build: Build, id: number, part: number, of: number, random: Random): TestRun {
  const createdAt = Math.min(lastDate, build.startAt + minute + part * 1000)
  const state: RunState =
    random() < 0.03 ? pick(random, ['Aborted', 'NeedsInvestigation'] as const) : 'Completed'
  const completedAt = createdAt + 1000 + below(random, 9 * minute)
  return {
    id,
    project: build.project,
    name: of === 1 ? `VsTest Test Run ${build.number}` : `Shard ${part + 1}/${of} – ${build.number}`,
    state,
    isAutomated: true,
    build,
    ...(random() < 0.8 ? { platform: pick(random, platforms) } : {}),
    ...(state === 'Aborted' ? { errorMessage: 'The agent was lost – „Verbindung getrennt“.' } : {}),
    owner: build.requestedFor,
    createdAt,
    startedAt: createdAt + 500,
    completedAt,
    updatedBy: build.requestedBy,
    updatedAt: completedAt + 250,
    revision: 3 + below(random, 3),
    tags: [],
    attachments:
      id % 10 === 1
        ? [
            {
              id,
              fileName: 'Größe & log #1.txt',
              comment: '',
              type: 'consoleLog',
              content: Buffer.from('first line\nZweite Zeile – größer\n'),
              createdAt: completedAt,
            },
          ]
        : [],
    messages: state === 'Aborted' ? [{ id: 1, text: 'Run aborted.', at: completedAt }] : [],
    results: [],
  }
}

function manualRun(organization: Organization, plan: TestPlan, id: number, random: Random): TestRun {
  const people = organization.people.slice(0, workers)
  const createdAt = plan.updatedAt + below(random, 5 * 24 * 60) * minute
  const completedAt = createdAt + 30 * minute
  const owner = pick(random, people)
  return {
    id,
    project: plan.project,
    name: `${plan.name} (Manual)`,
    state: 'Completed',
    isAutomated: false,
    plan,
    ...(random() < 0.5 ? { comment: 'Tested on Friday – see attached notes.' } : {}),
    owner,
    createdAt,
    startedAt: createdAt,
    completedAt,
    updatedBy: owner,
    updatedAt: completedAt,
    revision: 2,
    tags: [],
    attachments: [],
    messages: [],
    results: [],
  }
}
