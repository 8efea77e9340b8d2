import { createAgentPools } from '../agents/agent-pools.js'
import { defaultInputs, taskNamed } from '../agents/tasks.js'
import { createBuilds } from '../build/build-data.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, pick, randomStream, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'
import type { DefinitionEnvironment, ReleaseDefinition, WorkflowTask } from './release-definition.js'

const day = 86_400_000
const names = [
  'Web.CD',
  'Größe & Gewicht CD',
  'Nightly/deploy #1',
  "Bob's release",
  '東京リリース',
  'C++ "tools"',
]
const environmentNames = ['Dev', 'QA (größe)', 'PROD']

/** `count` definitions with ids from `firstId` on; none when the project builds nothing. */
export function makeReleaseDefinitions(
  organization: Organization,
  project: Project,
  count: number,
  firstId: number,
): ReleaseDefinition[] {
  const { seed, people } = organization
  const builds = [...organization.part(createBuilds).of(project).definitions.values()].filter(
    ({ deleted }) => !deleted,
  )
  const queueId = organization.part(createAgentPools).queues(project)[0]?.id ?? 0
  if (builds.length === 0) return []
  return Array.from({ length: count }, (_, at) => {
    const random = randomStream(seed, streams.releaseDefinition, project.index, at)
    const createdBy = pick(random, people.slice(0, 8))
    const createdAt = firstDate + below(random, 60) * day
    const id = firstId + at
    const source = builds[at % builds.length] as (typeof builds)[number]
    const environments = environmentNames
      .slice(0, at === 3 ? 1 : 2 + (at % 2))
      .map((name, rank): DefinitionEnvironment => ({
        id: id * 10 + rank + 1,
        name,
        rank: rank + 1,
        owner: createdBy,
        preApprovers: name === 'PROD' ? [pick(random, people.slice(0, 8))] : [],
        postApprovers: name === 'PROD' && at % 3 === 2 ? [pick(random, people.slice(0, 8))] : [],
        conditions: [
          rank === 0
            ? { name: 'ReleaseStarted', conditionType: 'event', value: '' }
            : { name: environmentNames[rank - 1] as string, conditionType: 'environmentState', value: '4' },
        ],
        queueId,
        tasks: [workflowTask('PowerShell', 1), workflowTask('CmdLine')],
        variables:
          rank === 0 ? {} : { Region: { value: 'west "EU"' }, Password: { value: null, isSecret: true } },
        retention: { daysToKeep: 30, releasesToKeep: 3, retainBuild: true },
      }))
    return {
      id,
      project,
      source: 'userInterface',
      createdBy,
      createdAt,
      revisions: Array.from({ length: 1 + below(random, 3) }, (_unused, revision) => ({
        revision: revision + 1,
        changedBy: pick(random, people.slice(0, 8)) as Person,
        changedAt: createdAt + revision * 20 * day,
        changeType: revision === 0 ? ('add' as const) : ('update' as const),
        content: {
          name: names[at % names.length] as string,
          path: at % 3 === 2 ? '\\Größe\\Nightly' : '\\',
          description: at % 2 === 0 ? null : 'Deploys „everything“.',
          environments,
          artifacts: [{ alias: `_${nameForAlias(at)}`, definition: source }],
          continuous: at % 2 === 0,
          variables: { Größe: { value: '12' } },
          variableGroups: [],
          releaseNameFormat: 'Release-$(rev:r)',
          tags: at === 1 ? ['größe'] : [],
        },
      })),
      isDeleted: count > 3 && at === count - 1,
    }
  })
}

function nameForAlias(at: number): string {
  return ['Fabrikam.CI', 'größe & co', 'drop'][at % 3] as string
}

function workflowTask(name: string, major?: number): WorkflowTask {
  const task = taskNamed(name, major)
  const { id, friendlyName, version } = task
  return {
    taskId: id,
    version: `${version.major}.*`,
    name: friendlyName,
    enabled: true,
    alwaysRun: false,
    continueOnError: false,
    timeoutInMinutes: 0,
    definitionType: 'task',
    inputs: defaultInputs(task),
  }
}
