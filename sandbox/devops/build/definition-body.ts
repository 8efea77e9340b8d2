import { createAgentPools } from '../../data/agents/agent-pools.js'
import { createBuilds } from '../../data/build/build-data.js'
import {
  contentOf,
  type BuildDefinition,
  type BuildPhase,
  type BuildProcess,
  type BuildVariable,
  type DefinitionContent,
  type DefinitionTrigger,
} from '../../data/build/definition.js'
import { createGit, type Repository } from '../../data/git/git-data.js'
import type { Project } from '../../data/projects.js'
import { badArgument, notEmulated } from '../devops-error.js'
import type { EndpointCall } from '../route.js'
import { buildError } from './find-build.js'
import { enumValue } from '../enum-value.js'

const queueStatuses = { enabled: 0, paused: 1, disabled: 2 }

/** A value of some kind below a body; undefined when absent or null. */
function member<T>(body: Record<string, unknown>, name: string): T | undefined {
  return (body[name] ?? undefined) as T | undefined
}

/**
 * The definition that a body describes. Members it does not name keep the values of `before`, or get the service's
 * defaults; 400 for what is missing or does not exist, 409 for a name that is taken.
 */
export function readDefinition(
  call: EndpointCall,
  project: Project,
  body: Record<string, unknown>,
  before?: BuildDefinition,
): DefinitionContent {
  const old = before && contentOf(before)
  const name = member<string>(body, 'name') ?? old?.name
  if (typeof name !== 'string' || name.trim() === '') throw badArgument('The definition has no name.')
  if (/["/:<>\\|?*@]/.test(name) && name !== old?.name)
    throw buildError(
      400,
      'InvalidDefinitionException',
      `The name "${name}" holds characters that are not allowed.`,
    )
  const path = folderPath(member<string>(body, 'path') ?? old?.path ?? '\\')
  checkNameIsFree(call, project, name, path, before)
  const repository = repositoryOf(call, project, body, old)
  const defaultBranch =
    member<{ defaultBranch?: string }>(body, 'repository')?.defaultBranch ??
    old?.defaultBranch ??
    repository.defaultBranch ??
    'refs/heads/main'
  const description = member<string>(body, 'description') ?? old?.description
  return {
    name,
    path,
    ...(description === undefined ? {} : { description }),
    queueStatus: enumValue(body.queueStatus, queueStatuses, 'queueStatus') ?? old?.queueStatus ?? 'enabled',
    quality: 'definition',
    repository,
    defaultBranch,
    queueId: queueOf(call, project, body, old),
    process: processOf(body, old),
    variables: variablesOf(body) ?? old?.variables ?? {},
    triggers: member<DefinitionTrigger[]>(body, 'triggers') ?? old?.triggers ?? [],
    variableGroups:
      member<{ id: number }[]>(body, 'variableGroups')?.map(({ id }) => id) ?? old?.variableGroups ?? [],
    buildNumberFormat:
      member(body, 'buildNumberFormat') ?? old?.buildNumberFormat ?? '$(Date:yyyyMMdd)$(Rev:.r)',
    jobTimeoutInMinutes: member(body, 'jobTimeoutInMinutes') ?? old?.jobTimeoutInMinutes ?? 60,
    jobCancelTimeoutInMinutes:
      member(body, 'jobCancelTimeoutInMinutes') ?? old?.jobCancelTimeoutInMinutes ?? 5,
    badgeEnabled: member(body, 'badgeEnabled') ?? old?.badgeEnabled ?? false,
    tags: member<string[]>(body, 'tags') ?? old?.tags ?? [],
  }
}

/** A folder as it is kept: a backslash in front, none at the end, slashes turned. */
export function folderPath(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '')
  return `\\${parts.join('\\')}`
}

function checkNameIsFree(
  call: EndpointCall,
  project: Project,
  name: string,
  path: string,
  before: BuildDefinition | undefined,
): void {
  for (const other of call.organization.part(createBuilds).of(project).definitions.values()) {
    if (other === before || other.deleted) continue
    const content = contentOf(other)
    if (
      content.name.toLowerCase() === name.toLowerCase() &&
      content.path.toLowerCase() === path.toLowerCase()
    )
      throw buildError(
        409,
        'DefinitionExistsException',
        `Build definition ${name} already exists in folder ${path}.`,
      )
  }
}

function repositoryOf(
  call: EndpointCall,
  project: Project,
  body: Record<string, unknown>,
  old: DefinitionContent | undefined,
): Repository {
  const wanted = member<{ id?: string; name?: string; type?: string }>(body, 'repository')
  if (!wanted) {
    if (old) return old.repository
    throw badArgument('The definition names no repository.')
  }
  if (wanted.type !== undefined && !/^(tfsgit|azurereposgit)$/i.test(wanted.type))
    throw notEmulated(`repositories of type ${wanted.type}`)
  const git = call.organization.part(createGit)
  const found =
    (wanted.id === undefined ? undefined : git.repository(wanted.id)) ??
    git.repositoriesOf(project).find(({ name }) => name.toLowerCase() === wanted.name?.toLowerCase())
  if (!found)
    throw buildError(
      400,
      'RepositoryInformationInvalidException',
      `The repository ${wanted.id ?? wanted.name} does not exist.`,
    )
  return found
}

function queueOf(
  call: EndpointCall,
  project: Project,
  body: Record<string, unknown>,
  old: DefinitionContent | undefined,
): number {
  const queues = call.organization.part(createAgentPools).queues(project)
  const wanted = member<{ id?: number; name?: string }>(body, 'queue')
  if (!wanted) return old?.queueId ?? queues[0]?.id ?? 0
  const found = queues.find(
    ({ id, name }) => id === wanted.id || (wanted.id === undefined && name === wanted.name),
  )
  if (!found)
    throw buildError(400, 'QueueNotFoundException', `The queue ${wanted.id ?? wanted.name} was not found.`)
  return found.id
}

function processOf(body: Record<string, unknown>, old: DefinitionContent | undefined): BuildProcess {
  const wanted = member<{ type?: number; yamlFilename?: string; phases?: Partial<BuildPhase>[] }>(
    body,
    'process',
  )
  if (!wanted) {
    if (old) return old.process
    throw badArgument('The definition has no process.')
  }
  if (wanted.type === 2) {
    if (!wanted.yamlFilename) throw badArgument('The YAML process names no file.')
    return { type: 2, yamlFilename: wanted.yamlFilename }
  }
  if (wanted.type !== undefined && wanted.type !== 1) throw notEmulated(`processes of type ${wanted.type}`)
  const phases = (wanted.phases ?? []).map(({ name, refName, steps }, at) => ({
    name: name ?? `Agent job ${at + 1}`,
    refName: refName ?? `Job_${at + 1}`,
    steps: (steps ?? []).map((step) => {
      if (!step.task?.id) throw badArgument('A step of the definition names no task.')
      return step
    }),
  }))
  return { type: 1, phases }
}

function variablesOf(body: Record<string, unknown>): Record<string, BuildVariable> | undefined {
  const wanted = member<Record<string, BuildVariable>>(body, 'variables')
  return (
    wanted &&
    Object.fromEntries(
      Object.entries(wanted).map(([name, variable]) => [
        name,
        variable.isSecret ? { ...variable, value: null } : { ...variable, value: variable.value ?? '' },
      ]),
    )
  )
}
