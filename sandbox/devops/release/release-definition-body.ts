import { createBuilds } from '../../data/build/build-data.js'
import type { Person } from '../../data/people.js'
import { createReleases } from '../../data/release/release-data.js'
import type {
  DefinitionEnvironment,
  EnvironmentCondition,
  ReleaseDefinition,
  ReleaseDefinitionContent,
  ReleaseVariable,
  WorkflowTask,
} from '../../data/release/release-definition.js'
import { folderPath } from '../build/definition-body.js'
import { projectOf } from '../build/find-build.js'
import { badArgument, notEmulated } from '../devops-error.js'
import type { EndpointCall } from '../route.js'
import { releasesOf } from './find-release.js'
import { releaseError } from './release-error.js'
import { releaseContentOf } from '../../data/release/release-definition.js'

type Body = Record<string, unknown>

/** The definition a body describes; 400 for what is missing, 409 for a name that is taken. */
export function readReleaseDefinition(
  call: EndpointCall,
  body: Body,
  before?: ReleaseDefinition,
): ReleaseDefinitionContent {
  const { name, description, releaseNameFormat } = body
  if (typeof name !== 'string' || name.trim() === '') throw invalid('The release definition has no name.')
  const path = folderPath(typeof body.path === 'string' ? body.path : '\\')
  for (const other of releasesOf(call).definitions.values()) {
    const content = releaseContentOf(other)
    if (
      other !== before &&
      !other.isDeleted &&
      content.name.toLowerCase() === name.toLowerCase() &&
      content.path === path
    )
      throw releaseError(
        409,
        'ReleaseDefinitionAlreadyExistsException',
        `VS402877: A release definition named ${name} already exists.`,
      )
  }
  const environments = body.environments as Body[] | undefined
  if (!Array.isArray(environments) || environments.length === 0)
    throw invalid('VS402875: The release definition must have at least one environment.')
  return {
    name,
    path,
    description: typeof description === 'string' ? description : null,
    environments: environments.map((environment, at) => readEnvironment(call, environment, at + 1, before)),
    artifacts: readArtifacts(call, body.artifacts),
    continuous: ((body.triggers ?? []) as Body[]).some(
      ({ triggerType }) => triggerType === 'artifactSource' || triggerType === 1,
    ),
    variables: withoutSecrets(body.variables),
    variableGroups: ((body.variableGroups ?? []) as unknown[]).map(Number),
    releaseNameFormat:
      typeof releaseNameFormat === 'string' && releaseNameFormat !== ''
        ? releaseNameFormat
        : 'Release-$(rev:r)',
    tags: ((body.tags ?? []) as unknown[]).map(String),
  }
}

function invalid(message: string) {
  return releaseError(400, 'InvalidRequestException', message)
}

function readEnvironment(
  call: EndpointCall,
  body: Body,
  rank: number,
  before: ReleaseDefinition | undefined,
): DefinitionEnvironment {
  const { id, name, owner, retentionPolicy, conditions } = body
  if (typeof name !== 'string' || name === '') throw invalid('An environment has no name.')
  const old = before && releaseContentOf(before).environments.find((environment) => environment.id === id)
  const retention = retentionPolicy as DefinitionEnvironment['retention'] | undefined
  if (!retention) throw invalid(`VS402982: Retention policy is not set for the environment ${name}.`)
  const phases = (body.deployPhases ?? []) as {
    phaseType?: unknown
    deploymentInput?: { queueId?: number }
    workflowTasks?: WorkflowTask[]
  }[]
  if (phases.length !== 1) throw notEmulated('environments that do not have exactly one phase')
  return {
    id: old?.id ?? call.organization.part(createReleases).nextId(),
    name,
    rank,
    owner: personOf(call, owner) ?? call.caller,
    preApprovers: approversOf(call, body.preDeployApprovals),
    postApprovers: approversOf(call, body.postDeployApprovals),
    conditions: ((conditions ?? []) as Record<keyof EnvironmentCondition, unknown>[]).map((condition) => ({
      name: String(condition.name),
      // The client sends the number of the word.
      conditionType: (typeof condition.conditionType === 'number'
        ? ['', 'event', 'environmentState', '', 'artifact'][condition.conditionType]
        : condition.conditionType) as EnvironmentCondition['conditionType'],
      value: String(condition.value ?? ''),
    })),
    queueId: phases[0]?.deploymentInput?.queueId ?? 0,
    tasks: phases[0]?.workflowTasks ?? [],
    variables: withoutSecrets(body.variables),
    retention,
  }
}

function approversOf(call: EndpointCall, value: unknown): Person[] {
  const approvals = ((value as Body | undefined)?.approvals ?? []) as {
    isAutomated?: boolean
    approver?: unknown
  }[]
  return approvals.flatMap(({ isAutomated, approver }) => {
    if (isAutomated) return []
    const person = personOf(call, approver)
    if (!person) throw invalid('VS402900: An approver is not a known person.')
    return [person]
  })
}

function personOf(call: EndpointCall, value: unknown): Person | undefined {
  const id = (value as { id?: string } | null | undefined)?.id?.toLowerCase()
  if (id === undefined) return undefined
  return id === call.caller.id ? call.caller : call.organization.people.find((person) => person.id === id)
}

function withoutSecrets(value: unknown): Record<string, ReleaseVariable> {
  const variables = (value ?? {}) as Record<string, ReleaseVariable>
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      variable.isSecret ? { ...variable, value: null } : variable,
    ]),
  )
}

function readArtifacts(call: EndpointCall, value: unknown): ReleaseDefinitionContent['artifacts'] {
  const builds = call.organization.part(createBuilds).of(projectOf(call))
  return (
    (value ?? []) as {
      type?: unknown
      alias?: unknown
      definitionReference?: { definition?: { id?: string } }
    }[]
  ).map(({ type, alias, definitionReference }) => {
    if (String(type).toLowerCase() !== 'build') throw notEmulated(`artifacts of type ${String(type)}`)
    if (typeof alias !== 'string' || alias === '') throw badArgument('An artifact has no alias.')
    const definition = builds.definitions.get(Number(definitionReference?.definition?.id))
    if (!definition || definition.deleted)
      throw invalid(`The build definition of the artifact ${alias} does not exist.`)
    return { alias, definition }
  })
}
