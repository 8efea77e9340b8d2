import { createAgentPools } from '../agents/agent-pools.js'
import { defaultInputs, taskNamed, type Task } from '../agents/tasks.js'
import { createGit, type Repository } from '../git/git-data.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, guid, pick, randomStream, streams, type Random } from '../random.js'
import { firstDate, workers } from '../work-item-columns.js'
import type {
  BuildDefinition,
  BuildPhase,
  BuildStep,
  BuildVariable,
  DefinitionContent,
  DefinitionTrigger,
} from './definition.js'

const day = 86_400_000

const names = [
  'CI',
  'Nightly',
  'Größe & Gewicht',
  'deploy/web #1',
  "Bob's pipeline (old)",
  '東京リリース',
  'PR validation',
  'C++ tools',
  'a "quoted" name',
]

/** Folders: the root and three below it, one in another. */
export const folderPaths = ['\\', '\\Nightly', '\\Nightly\\Größe', '\\Team A+B #1']

const numberFormats = [
  '$(Date:yyyyMMdd)$(Rev:.r)',
  '$(BuildDefinitionName)_$(Year:yyyy).$(Month).$(DayOfMonth)$(Rev:.r)',
  '1.2.$(BuildID)',
  '$(SourceBranchName) Größe #$(Rev:rr)',
]

/** Repositories in which something can be built: neither disabled nor empty. */
function buildableRepositories(organization: Organization, project: Project): readonly Repository[] {
  return organization
    .part(createGit)
    .repositoriesOf(project)
    .filter(({ isDisabled, defaultBranch }) => !isDisabled && defaultBranch !== undefined)
}

/** `count` definitions of a project with ids from `firstId` on; none when it has nothing to build. */
export function makeDefinitions(
  organization: Organization,
  project: Project,
  count: number,
  firstId: number,
): BuildDefinition[] {
  const repositories = buildableRepositories(organization, project)
  if (repositories.length === 0) return []
  const queues = organization.part(createAgentPools).queues(project)
  const { seed, people } = organization
  return Array.from({ length: count }, (_, at) => {
    const random = randomStream(seed, streams.buildDefinition, project.index, at)
    const createdAt = firstDate - below(random, 200) * day
    const repository = (at < 3 ? repositories[0] : pick(random, repositories)) as Repository
    const defaultBranch = repository.defaultBranch ?? 'refs/heads/main'
    const designer = at % 4 === 1
    const description = random() < 0.4 ? 'Builds & tests what was pushed.' : undefined
    const content: DefinitionContent = {
      name: nameOf(project, at),
      path: at === 0 ? '\\' : (folderPaths[at % folderPaths.length] as string),
      ...(description === undefined ? {} : { description }),
      queueStatus: at % 11 === 7 ? 'disabled' : at % 13 === 9 ? 'paused' : 'enabled',
      quality: 'definition',
      repository,
      defaultBranch,
      queueId: (queues[at % queues.length] ?? { id: 1 }).id,
      process: designer
        ? { type: 1, phases: [designerPhase(at)] }
        : { type: 2, yamlFilename: at % 5 === 2 ? '/build/größe.yml' : 'azure-pipelines.yml' },
      variables: variablesOf(random),
      triggers: triggersOf(seed, project, at, random, defaultBranch, designer),
      variableGroups: [],
      buildNumberFormat: numberFormats[at % numberFormats.length] as string,
      jobTimeoutInMinutes: 60,
      jobCancelTimeoutInMinutes: 5,
      badgeEnabled: at % 2 === 0,
      tags: at % 6 === 3 ? ['release', 'größe'] : [],
    }
    const length = 1 + below(random, 4)
    return {
      id: firstId + at,
      project,
      createdAt,
      revisions: Array.from({ length }, (_unused, revision) => ({
        revision: revision + 1,
        changedBy: pick(random, people.slice(0, 8)) as Person,
        changedAt: createdAt + revision * (30 + below(random, 30)) * day,
        changeType: revision === 0 ? ('add' as const) : ('update' as const),
        ...(revision === 2 ? { comment: 'Longer timeout, „größer“' } : {}),
        content: revision === length - 1 ? content : { ...content, jobTimeoutInMinutes: 10 + revision },
      })),
      properties: new Map<string, string | Date>(
        at === 0
          ? [
              ['PipelinesCreatedOnBranch', 'main'],
              ['LastRepositoryUpdate', new Date(createdAt)],
            ]
          : [],
      ),
      ...(at === count - 1 && count > 4
        ? { deleted: { by: pick(random, people.slice(0, workers)), at: createdAt + 900 * day } }
        : {}),
    }
  })
}

function nameOf(project: Project, at: number): string {
  const base = names[at % names.length] as string
  return at === 0
    ? `${project.name} ${base}`
    : at < names.length
      ? base
      : `${base} ${Math.floor(at / names.length) + 1}`
}

function variablesOf(random: Random): Record<string, BuildVariable> {
  return {
    'system.debug': { value: 'false', allowOverride: true },
    ...(random() < 0.5 ? { BuildConfiguration: { value: 'Release', allowOverride: true } } : {}),
    ...(random() < 0.4 ? { ApiKey: { value: null, isSecret: true } } : {}),
  }
}

function triggersOf(
  seed: number,
  project: Project,
  at: number,
  random: Random,
  branch: string,
  designer: boolean,
): DefinitionTrigger[] {
  const source = designer ? 1 : 2
  const triggers: DefinitionTrigger[] = []
  if (at % 5 !== 4)
    triggers.push({
      triggerType: 'continuousIntegration',
      branchFilters: designer ? [`+${branch}`] : [],
      pathFilters: designer && random() < 0.5 ? ['-/docs'] : [],
      batchChanges: random() < 0.3,
      maxConcurrentBuildsPerBranch: 1,
      settingsSourceType: source,
    })
  if (at % 5 === 1)
    triggers.push({
      triggerType: 'schedule',
      schedules: [
        {
          branchFilters: [`+${branch}`],
          timeZoneId: 'UTC',
          startHours: 3,
          startMinutes: 0,
          daysToBuild: 'all',
          scheduleJobId: guid(seed, streams.buildDefinition, project.index, at, 1),
          scheduleOnlyWithChanges: true,
        },
      ],
    })
  return triggers
}

function designerPhase(at: number): BuildPhase {
  const chosen = ['DotNetCoreCLI', 'PowerShell', 'PublishTestResults', 'PublishBuildArtifacts'].slice(
    0,
    2 + (at % 3),
  )
  return { name: 'Agent job 1', refName: 'Job_1', steps: chosen.map((name) => stepOf(taskNamed(name))) }
}

function stepOf(task: Task): BuildStep {
  return {
    displayName: task.friendlyName,
    enabled: true,
    continueOnError: false,
    alwaysRun: false,
    timeoutInMinutes: 0,
    task: { id: task.id, versionSpec: `${task.version.major}.*`, definitionType: 'task' },
    inputs: defaultInputs(task),
  }
}
