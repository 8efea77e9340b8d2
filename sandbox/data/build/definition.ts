import type { Repository } from '../git/git-data.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'

/** The value of a secret is null when shown (facts 9); the sandbox does not keep it. */
export interface BuildVariable {
  value: string | null
  isSecret?: boolean
  allowOverride?: boolean
}

/** A step of a designer pipeline. */
export interface BuildStep {
  displayName: string
  enabled: boolean
  continueOnError: boolean
  alwaysRun: boolean
  timeoutInMinutes: number
  task: { id: string; versionSpec: string; definitionType: string }
  inputs: Record<string, string>
}

/** A job of a designer pipeline. */
export interface BuildPhase {
  name: string
  refName: string
  steps: BuildStep[]
}

export type BuildProcess = { type: 2; yamlFilename: string } | { type: 1; phases: BuildPhase[] }

export type DefinitionTrigger =
  | {
      triggerType: 'continuousIntegration'
      branchFilters: string[]
      pathFilters: string[]
      batchChanges: boolean
      maxConcurrentBuildsPerBranch: number
      settingsSourceType: 1 | 2
    }
  | {
      triggerType: 'schedule'
      schedules: {
        branchFilters: string[]
        timeZoneId: string
        startHours: number
        startMinutes: number
        daysToBuild: string
        scheduleJobId: string
        scheduleOnlyWithChanges: boolean
      }[]
    }
  | { triggerType: 'pullRequest'; branchFilters: string[]; settingsSourceType: 1 | 2 }

/** What a revision of a definition fixes. */
export interface DefinitionContent {
  name: string
  /** Folder, e.g. `\` or `\Nightly\Größe`. */
  path: string
  description?: string
  queueStatus: 'enabled' | 'paused' | 'disabled'
  quality: 'definition' | 'draft'
  repository: Repository
  /** Full name of the branch that is built unless said otherwise. */
  defaultBranch: string
  /** Id of the agent queue. */
  queueId: number
  process: BuildProcess
  variables: Record<string, BuildVariable>
  triggers: readonly DefinitionTrigger[]
  variableGroups: readonly number[]
  buildNumberFormat: string
  jobTimeoutInMinutes: number
  jobCancelTimeoutInMinutes: number
  badgeEnabled: boolean
  tags: readonly string[]
}

export interface DefinitionRevision {
  revision: number
  changedBy: Person
  changedAt: number
  changeType: 'add' | 'update'
  comment?: string
  content: DefinitionContent
}

/** A build definition, which is a pipeline as well. Dates are milliseconds since 1970. */
export interface BuildDefinition {
  /** Unique in the organization. */
  id: number
  project: Project
  createdAt: number
  /** Oldest first, at least one; the last is in force. */
  revisions: DefinitionRevision[]
  properties: Map<string, string | Date>
  deleted?: { by: Person; at: number }
}

/** The revision in force. */
export function latestRevision(definition: BuildDefinition): DefinitionRevision {
  return definition.revisions.at(-1) as DefinitionRevision
}

/** What is in force now. */
export function contentOf(definition: BuildDefinition): DefinitionContent {
  return latestRevision(definition).content
}
