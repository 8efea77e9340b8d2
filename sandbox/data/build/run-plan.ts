import { taskNamed } from '../agents/tasks.js'
import { contentOf, type BuildDefinition } from './definition.js'

export interface PlannedTask {
  name: string
  /** Absent for what the agent does itself. */
  task?: { id: string; name: string; version: string }
}

export interface PlannedJob {
  name: string
  refName: string
  tasks: readonly PlannedTask[]
}

export interface PlannedStage {
  name: string
  refName: string
  jobs: readonly PlannedJob[]
  /** Whether it deploys to an environment of the project. */
  deploys: boolean
}

const initialize: PlannedTask = { name: 'Initialize job' }
const finalize: PlannedTask = { name: 'Finalize Job' }

function planned(taskName: string, name: string): PlannedTask {
  const { id, name: ownName, version } = taskNamed(taskName)
  return { name, task: { id, name: ownName, version: `${version.major}.${version.minor}.${version.patch}` } }
}

function job(name: string, ...tasks: PlannedTask[]): PlannedJob {
  return { name, refName: name.replace(/\W+/g, '_'), tasks: [initialize, ...tasks, finalize] }
}

const yamlBuild: PlannedStage = {
  name: 'Build',
  refName: 'Build',
  deploys: false,
  jobs: [
    job('Compile', planned('CmdLine', 'Prüfe „Größe“'), planned('DotNetCoreCLI', 'dotnet build')),
    job(
      'Unit tests',
      planned('DotNetCoreCLI', 'dotnet test'),
      planned('PublishTestResults', 'Publish results'),
    ),
  ],
}

const yamlDeploy: PlannedStage = {
  name: 'Deploy to größe',
  refName: 'Deploy',
  deploys: true,
  jobs: [job('Deploy', planned('PowerShell', 'Copy files'), planned('CmdLine', 'Smoke test'))],
}

/** Whether builds of a definition deploy: every third YAML pipeline does. */
export function deploys(definition: BuildDefinition): boolean {
  return contentOf(definition).process.type === 2 && definition.id % 3 === 0
}

/** What a build of the definition runs. A designer pipeline has one stage without name. */
export function planOf(definition: BuildDefinition): readonly PlannedStage[] {
  const { process } = contentOf(definition)
  if (process.type === 2) return deploys(definition) ? [yamlBuild, yamlDeploy] : [yamlBuild]
  return [
    {
      name: '',
      refName: '__default',
      deploys: false,
      jobs: process.phases.map(({ name, refName, steps }) => ({
        name,
        refName,
        tasks: [
          initialize,
          ...steps.map((step) => ({
            name: step.displayName,
            task: {
              id: step.task.id,
              name: step.displayName,
              version: step.task.versionSpec.replace('*', '0.0'),
            },
          })),
          finalize,
        ],
      })),
    },
  ]
}
