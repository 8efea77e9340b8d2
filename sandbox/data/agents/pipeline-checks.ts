import { createBuilds } from '../build/build-data.js'
import type { Build } from '../build/build.js'
import type { Organization } from '../organization.js'
import type { Person } from '../people.js'
import type { Project } from '../projects.js'
import { below, guid, pick, randomStream, streams } from '../random.js'
import { firstDate } from '../work-item-columns.js'
import { amount, byProject, lastGeneratedId } from './by-project.js'
import { createEnvironments } from './environments.js'

/** A protected resource: environment, queue, endpoint, variable group … */
export interface CheckedResource {
  type: string
  id: string
  name?: string
}

/** Dates are milliseconds since 1970. */
export interface CheckConfiguration {
  /** Unique in the organization. */
  id: number
  type: { id: string; name: string }
  settings: Record<string, unknown>
  resource: CheckedResource
  /** Minutes. */
  timeout: number
  isDisabled: boolean
  createdBy: Person
  createdAt: number
  modifiedBy: Person
  modifiedAt: number
}

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'skipped' | 'canceled' | 'timedOut'

/** An approval a run waits (or waited) for. */
export interface PipelineApproval {
  id: string
  build: Build
  status: ApprovalStatus
  instructions: string
  minRequiredApprovers: number
  createdAt: number
  modifiedAt: number
  steps: {
    assigned: Person
    actual?: Person
    status: ApprovalStatus
    comment: string
    modifiedBy: Person
    modifiedAt: number
  }[]
}

export interface Grant {
  by: Person
  at: number
}

/** Which pipelines may use a resource. */
export interface ResourcePermission {
  resource: CheckedResource
  allPipelines?: Grant
  pipelines: Map<number, Grant>
}

export interface PipelineChecks {
  /** Mutable. */
  configurations(project: Project): CheckConfiguration[]
  addConfiguration(project: Project, configuration: Omit<CheckConfiguration, 'id'>): CheckConfiguration
  /** Newest first; by id in lower case. */
  approvals(project: Project): ReadonlyMap<string, PipelineApproval>
  /** The permissions set so far; nothing is allowed for a resource that was never asked about. */
  permission(project: Project, type: string, id: string): ResourcePermission
}

const idsPerProject = 1000
/** The ids of the two kinds of checks (the examples of the REST specification). */
export const checkTypes = {
  approval: { id: '8c6f20a7-a545-4486-9777-f762fafe0d4d', name: 'Approval' },
  task: { id: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7', name: 'Task Check' },
}
const statuses: readonly ApprovalStatus[] = [
  'pending',
  'approved',
  'approved',
  'rejected',
  'timedOut',
  'skipped',
  'canceled',
]

/** Checks, approvals and permissions of an organization's pipelines; get them by `organization.part(createPipelineChecks)`. */
export function createPipelineChecks(organization: Organization): PipelineChecks {
  let last = lastGeneratedId
  const configurations = byProject((project) =>
    makeConfigurations(organization, project, project.index * idsPerProject),
  )
  const permissions = byProject(() => new Map<string, ResourcePermission>())
  return {
    configurations,
    addConfiguration(project, configuration) {
      const made = { ...configuration, id: ++last }
      configurations(project).push(made)
      return made
    },
    approvals: byProject((project) => makeApprovals(organization, project)),
    permission(project, type, id) {
      const own = permissions(project)
      const key = `${type.toLowerCase()} ${id.toLowerCase()}`
      const known = own.get(key) ?? { resource: { type, id }, pipelines: new Map() }
      own.set(key, known)
      return known
    },
  }
}

function makeConfigurations(
  organization: Organization,
  project: Project,
  before: number,
): CheckConfiguration[] {
  const { seed, people } = organization
  return organization
    .part(createEnvironments)
    .of(project)
    .slice(0, 8)
    .map((environment, at) => {
      const random = randomStream(seed, streams.pipelineCheck, project.index, at)
      const createdBy = pick(random, people.slice(0, 8))
      const createdAt = firstDate + below(random, 1_000) * 86_400_000
      const approver = pick(random, people.slice(0, 8))
      return {
        id: before + at + 1,
        type: at % 2 === 0 ? checkTypes.approval : checkTypes.task,
        settings:
          at % 2 === 0
            ? {
                approvers: [{ displayName: approver.displayName, id: approver.id }],
                executionOrder: 'anyOrder',
                minRequiredApprovers: 0,
                instructions: 'Größe prüfen, then approve',
                blockedApprovers: [],
              }
            : {
                displayName: 'Business Hours',
                definitionRef: {
                  id: '445fde2f-6c39-441c-807f-8a59ff2e075f',
                  name: 'evaluateBusinessHours',
                  version: '0.0.1',
                },
                inputs: {
                  businessDays: 'Monday,Tuesday',
                  timeZone: 'UTC',
                  startTime: '04:00',
                  endTime: '11:00',
                },
                retryInterval: 5,
              },
        resource: { type: 'environment', id: String(environment.id), name: environment.name },
        timeout: 43_200,
        isDisabled: at === 3,
        createdBy,
        createdAt,
        modifiedBy: createdBy,
        modifiedAt: createdAt,
      }
    })
}

function makeApprovals(organization: Organization, project: Project): Map<string, PipelineApproval> {
  const { seed, people } = organization
  const builds = organization
    .part(createBuilds)
    .of(project)
    .builds.slice(-amount(project, 60, 5))
  const made = new Map<string, PipelineApproval>()
  for (const build of builds.toReversed()) {
    if (made.size >= amount(project, 60, 5)) break
    const random = randomStream(seed, streams.pipelineApproval, build.id)
    const status = build.held ? 'pending' : pick(random, statuses)
    const assigned = pick(random, people.slice(0, 8))
    const createdAt = build.startAt
    const modifiedAt = status === 'pending' ? createdAt : createdAt + below(random, 3_600_000)
    const id = guid(seed, streams.pipelineApproval, build.id)
    const decided = status === 'approved' || status === 'rejected'
    made.set(id, {
      id,
      build,
      status,
      instructions: random() < 0.5 ? '' : 'Größe prüfen, then approve',
      minRequiredApprovers: 1,
      createdAt,
      modifiedAt,
      steps: [
        {
          assigned,
          ...(decided ? { actual: assigned } : {}),
          status,
          comment: status === 'rejected' ? 'Not „today“' : '',
          modifiedBy: assigned,
          modifiedAt,
        },
      ],
    })
  }
  return made
}
