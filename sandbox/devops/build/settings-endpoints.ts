import type {
  BuildResourceUsage,
  BuildSettings,
  PipelineGeneralSettings,
  ProjectRetentionSetting,
} from 'azure-devops-node-api/interfaces/BuildInterfaces.js'
import { createAgentPools } from '../../data/agents/agent-pools.js'
import { byProject } from '../../data/agents/by-project.js'
import type { Organization } from '../../data/organization.js'
import { badArgument, notEmulated } from '../devops-error.js'
import { jsonBody } from '../json-body.js'
import { list, previewOnly, released, type EndpointCall, type Route } from '../route.js'
import { buildError, projectOf } from './find-build.js'
import { buildLocations } from './locations.js'
import type { Wire } from '../wire.js'

const scope = ['project'] as const

/** Settings of builds and pipelines of a project, and what the organization uses. */
export const settingsRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'build/settings',
    scope,
    versions: released(1),
    location: buildLocations.settings,
    answer: () => ({ status: 200, body: buildSettings }),
  },
  {
    method: 'GET',
    pattern: 'build/generalsettings',
    scope,
    versions: released(1),
    location: buildLocations.generalSettings,
    answer: (call) => ({ status: 200, body: settingsOf(call).general }),
  },
  {
    method: 'PATCH',
    pattern: 'build/generalsettings',
    scope,
    versions: released(1),
    location: buildLocations.generalSettings,
    body: 'application/json',
    answer(call) {
      const { general } = settingsOf(call)
      for (const [name, value] of Object.entries(jsonBody(call.request))) {
        if (!(name in general)) throw notEmulated(`the setting ${name}`)
        if (typeof value !== 'boolean') throw badArgument(`The setting ${name} is neither true nor false.`)
        Object.assign(general, { [name]: value })
      }
      return { status: 200, body: general }
    },
  },
  {
    method: 'GET',
    pattern: 'build/retention',
    scope,
    versions: released(1),
    location: buildLocations.retention,
    answer: (call) => ({ status: 200, body: settingsOf(call).retention }),
  },
  {
    method: 'PATCH',
    pattern: 'build/retention',
    scope,
    versions: released(1),
    location: buildLocations.retention,
    body: 'application/json',
    answer: updateRetention,
  },
  {
    method: 'GET',
    pattern: 'build/resourceusage',
    scope: ['organization'],
    versions: previewOnly(2),
    location: buildLocations.resourceUsage,
    answer(call) {
      const pools = [...call.organization.part(createAgentPools).pools.values()]
      const agents = pools
        .filter(({ isHosted }) => !isHosted)
        .reduce((sum, pool) => sum + pool.agents.length, 0)
      const body: Wire<BuildResourceUsage> = {
        xamlControllers: 0,
        distributedTaskAgents: agents,
        totalUsage: agents,
        paidPrivateAgentSlots: 1,
      }
      return { status: 200, body }
    },
  },
  {
    method: 'GET',
    pattern: 'build/controllers',
    scope: ['organization'],
    versions: released(2),
    location: buildLocations.controllers,
    // Controllers ran XAML builds, which the service gave up.
    answer: () => list([]),
  },
  {
    method: 'GET',
    pattern: 'build/controllers/{controllerId}',
    scope: ['organization'],
    versions: released(2),
    location: buildLocations.controllers,
    answer(call) {
      throw buildError(
        404,
        'BuildControllerNotFoundException',
        `The build controller ${call.path.controllerId} does not exist.`,
      )
    },
  },
]

const buildSettings: Wire<BuildSettings> = {
  maximumRetentionPolicy: retentionPolicy(30, 10),
  defaultRetentionPolicy: retentionPolicy(10, 1),
  daysToKeepDeletedBuildsBeforeDestroy: 30,
}

function retentionPolicy(
  daysToKeep: number,
  minimumToKeep: number,
): Wire<BuildSettings>['defaultRetentionPolicy'] {
  return {
    branches: ['+refs/heads/*'],
    artifacts: [],
    artifactTypesToDelete: ['FilePath', 'SymbolStore'],
    daysToKeep,
    minimumToKeep,
    deleteBuildRecord: true,
    deleteTestResults: true,
  }
}

interface ProjectSettings {
  general: Wire<PipelineGeneralSettings>
  retention: Wire<ProjectRetentionSetting>
}

function createSettings(_organization: Organization) {
  return byProject((): ProjectSettings => ({
    general: {
      enforceReferencedRepoScopedToken: true,
      disableClassicPipelineCreation: false,
      disableClassicBuildPipelineCreation: false,
      disableClassicReleasePipelineCreation: false,
      forkProtectionEnabled: true,
      buildsEnabledForForks: true,
      enforceJobAuthScopeForForks: true,
      enforceNoAccessToSecretsFromForks: true,
      isCommentRequiredForPullRequest: true,
      requireCommentsForNonTeamMembersOnly: false,
      requireCommentsForNonTeamMemberAndNonContributors: false,
      enableShellTasksArgsSanitizing: false,
      enableShellTasksArgsSanitizingAudit: false,
      enforceJobAuthScope: true,
      enforceJobAuthScopeForReleases: true,
      publishPipelineMetadata: false,
      statusBadgesArePrivate: true,
      enforceSettableVar: true,
      auditEnforceSettableVar: false,
    },
    retention: {
      purgeArtifacts: { min: 1, max: 60, value: 30 },
      purgeRuns: { min: 30, max: 731, value: 30 },
      purgePullRequestRuns: { min: 1, max: 30, value: 10 },
      retainRunsPerProtectedBranch: { min: 0, max: 50, value: 3 },
    },
  }))
}

function settingsOf(call: EndpointCall): ProjectSettings {
  return call.organization.part(createSettings)(projectOf(call))
}

/** The names in the body differ from those of the answer. */
const retentionNames = {
  artifactsRetention: 'purgeArtifacts',
  runRetention: 'purgeRuns',
  pullRequestRunRetention: 'purgePullRequestRuns',
  retainRunsPerProtectedBranch: 'retainRunsPerProtectedBranch',
} as const

function updateRetention(call: EndpointCall) {
  const { retention } = settingsOf(call)
  const body = jsonBody(call.request)
  for (const [name, own] of Object.entries(retentionNames)) {
    const value = (body[name] as { value?: unknown } | null | undefined)?.value
    const setting = retention[own]
    if (value === undefined || !setting) continue
    const { min, max } = setting as { min: number; max: number }
    if (typeof value !== 'number' || value < min || value > max)
      throw badArgument(`The value of ${name} must be from ${min} to ${max}.`)
    setting.value = value
  }
  return { status: 200, body: retention }
}
