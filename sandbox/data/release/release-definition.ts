import type { BuildDefinition } from '../build/definition.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'

export interface ReleaseVariable {
  /** Null for a secret. */
  value: string | null
  isSecret?: boolean
  allowOverride?: boolean
}

export interface WorkflowTask {
  taskId: string
  version: string
  name: string
  enabled: boolean
  alwaysRun: boolean
  continueOnError: boolean
  timeoutInMinutes: number
  definitionType: string
  inputs: Record<string, string>
}

/** What starts an environment: the release itself, or the success of another environment. */
export interface EnvironmentCondition {
  name: string
  conditionType: 'event' | 'environmentState' | 'artifact'
  value: string
}

export interface DefinitionEnvironment {
  /** Unique in the organization. */
  id: number
  name: string
  /** From 1. */
  rank: number
  owner: Person
  /** Nobody means approved by the service itself. */
  preApprovers: Person[]
  postApprovers: Person[]
  /** None means started by hand. */
  conditions: EnvironmentCondition[]
  queueId: number
  tasks: WorkflowTask[]
  variables: Record<string, ReleaseVariable>
  retention: { daysToKeep: number; releasesToKeep: number; retainBuild: boolean }
}

export interface ReleaseDefinitionContent {
  name: string
  path: string
  description: string | null
  environments: DefinitionEnvironment[]
  /** The first is the primary one. */
  artifacts: { alias: string; definition: BuildDefinition }[]
  /** Whether a new build of the primary artifact starts a release. */
  continuous: boolean
  variables: Record<string, ReleaseVariable>
  variableGroups: number[]
  releaseNameFormat: string
  tags: string[]
}

/** Dates are milliseconds since 1970. */
export interface ReleaseDefinition {
  /** Unique in the organization. */
  id: number
  project: Project
  source: 'userInterface' | 'restApi'
  createdBy: Person
  createdAt: number
  /** Oldest first, at least one; the last is in force. */
  revisions: {
    revision: number
    changedBy: Person
    changedAt: number
    changeType: 'add' | 'update'
    comment?: string
    content: ReleaseDefinitionContent
  }[]
  isDeleted: boolean
}

/** What is in force now. */
export function releaseContentOf(definition: ReleaseDefinition): ReleaseDefinitionContent {
  return (definition.revisions.at(-1) as ReleaseDefinition['revisions'][number]).content
}
