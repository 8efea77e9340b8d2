import { createAgentPools } from '../../data/agents/agent-pools.js'
import { createBuilds } from '../../data/build/build-data.js'
import type { Build, BuildPriority, BuildReason } from '../../data/build/build.js'
import { contentOf, type BuildDefinition } from '../../data/build/definition.js'
import { newestCommitAt, pullRequestInfo } from '../../data/build/make-builds.js'
import { createGit } from '../../data/git/git-data.js'
import { badArgument, notEmulated } from '../devops-error.js'
import type { EndpointCall } from '../route.js'
import { buildError } from './find-build.js'
import { enumValue, type Words } from '../enum-value.js'

/** What a request may say about a build or run it queues. */
export interface BuildRequest {
  /** Full name; the definition's default branch unless given. */
  sourceBranch?: string | undefined
  /** Id of a commit; the tip of the branch unless given. */
  sourceVersion?: string | undefined
  reason?: BuildReason
  priority?: BuildPriority
  queueId?: number | undefined
  tags?: string[]
  parameters?: Record<string, string>
  templateParameters?: Record<string, string>
}

/** Queues a build for the caller; 400 for what the definition or its repository does not allow. */
export function queueBuild(call: EndpointCall, definition: BuildDefinition, wanted: BuildRequest): Build {
  const content = contentOf(definition)
  if (content.queueStatus === 'disabled')
    throw buildError(400, 'DefinitionDisabledException', `The definition ${content.name} is disabled.`)
  const queueId = wanted.queueId ?? content.queueId
  const queues = call.organization.part(createAgentPools).queues(definition.project)
  if (!queues.some(({ id }) => id === queueId))
    throw buildError(400, 'QueueNotFoundException', `The queue ${queueId} was not found.`)
  const sourceBranch = wanted.sourceBranch ?? content.defaultBranch
  const source = sourceOf(call, definition, sourceBranch, wanted.sourceVersion)
  const build = call.organization.part(createBuilds).queue(
    {
      definition,
      reason: wanted.reason ?? 'manual',
      priority: wanted.priority ?? 'normal',
      sourceBranch,
      sourceVersion: source.commit,
      queueId,
      requestedBy: call.caller,
      requestedFor: call.caller,
      tags: wanted.tags ?? [],
      parameters: wanted.parameters ?? {},
      templateParameters: wanted.templateParameters ?? {},
      triggerInfo: source.triggerInfo,
    },
    call.now,
  )
  // A paused definition takes builds and does not start them.
  if (content.queueStatus === 'paused') build.held = 'notStarted'
  return build
}

/** The commit to build and, for a pull request, what is told of it; 400 when the branch or commit does not exist. */
function sourceOf(
  call: EndpointCall,
  definition: BuildDefinition,
  branch: string,
  version: string | undefined,
): { commit: string; triggerInfo: Record<string, string> } {
  const git = call.organization.part(createGit)
  const { repository, defaultBranch } = contentOf(definition)
  const invalid = (message: string) => buildError(400, 'BuildRequestValidationFailedException', message)
  const pullRequest = /^refs\/pull\/(\d{1,9})\/(?:merge|head)$/.exec(branch)?.[1]
  const request = pullRequest === undefined ? undefined : git.pullRequest(Number(pullRequest))
  const tip =
    pullRequest !== undefined
      ? request?.repository === repository
        ? request.lastMerge
        : undefined
      : branch === defaultBranch && repository.defaultBranch === branch
        ? newestCommitAt(git, repository, Infinity).id
        : git.refs(repository).find(({ name }) => name === branch)?.objectId
  if (tip === undefined)
    throw invalid(`An error occurred while loading the YAML build pipeline. Branch ${branch} does not exist.`)
  if (version && !git.commit(repository, version))
    throw invalid(`The commit ${version} does not exist in the repository ${repository.name}.`)
  return { commit: version || tip, triggerInfo: request ? pullRequestInfo(request) : {} }
}

const reasons: Words<BuildReason | 'none'> = {
  none: 0,
  manual: 1,
  individualCI: 2,
  batchedCI: 4,
  schedule: 8,
  userCreated: 32,
  pullRequest: 256,
  buildCompletion: 512,
  resourceTrigger: 1024,
}
const priorities: Words<BuildPriority> = { low: 5, belowNormal: 4, normal: 3, aboveNormal: 2, high: 1 }

/** Reads the body of `POST build/builds`. */
export function readBuildRequest(body: Record<string, unknown>): BuildRequest {
  if (body.demands !== undefined && (body.demands as unknown[]).length > 0)
    throw notEmulated('demands of builds')
  const queue = body.queue as { id?: number } | null | undefined
  const reason = enumValue(body.reason, reasons, 'reason')
  return {
    sourceBranch: fullBranch(text(body, 'sourceBranch')),
    sourceVersion: text(body, 'sourceVersion'),
    reason: reason === undefined || reason === 'none' ? 'manual' : reason,
    priority: enumValue(body.priority, priorities, 'priority') ?? 'normal',
    queueId: queue?.id,
    tags: Array.isArray(body.tags) ? body.tags.map(String) : [],
    parameters: parametersOf(text(body, 'parameters')),
    templateParameters: (body.templateParameters ?? {}) as Record<string, string>,
  }
}

/** `main` is understood as `refs/heads/main`. */
export function fullBranch(name: string | undefined): string | undefined {
  return name === undefined || name.startsWith('refs/') ? name : `refs/heads/${name}`
}

function parametersOf(json: string | undefined): Record<string, string> {
  if (json === undefined) return {}
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, string>
  } catch {
    throw badArgument('The parameters of the build are no JSON.')
  }
  throw badArgument('The parameters of the build are no JSON object.')
}

function text(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw badArgument(`The value of ${name} is no text.`)
  return value
}
