import { createPolicies, present, type Policy, type PolicyRevision } from '../../data/policy/policy-data.js'
import type { PolicySettings } from '../../data/policy/policy-settings.js'
import { policyType, policyTypes, type PolicyType } from '../../data/policy/known-policies.js'
import type { Project } from '../../data/projects.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { findRepository, inRepository } from '../git/git-route.js'
import { jsonBody } from '../json-body.js'
import { listPage, skippedPage } from '../paging.js'
import { list, released, type EndpointCall, type Route } from '../route.js'
import { policyAnswer, policyTypeAnswer } from './policy-answer.js'
import { covers } from './policy-scope.js'

const configurations = {
  area: 'policy',
  resource: 'configurations',
  id: 'dad91cbe-d183-45f8-9c6e-9c1164472121',
}
const revisions = { area: 'policy', resource: 'revisions', id: 'fe1e68a2-60d3-43cb-855b-85e41ae97c95' }
const types = { area: 'policy', resource: 'types', id: '44096322-2d3d-466a-bb30-d1b7de69f61f' }
const ofGit = { area: 'git', resource: 'configurations', id: '2c420070-a0a2-49cc-9639-c9f271c5ff07' }

/** Page size when none is asked for, and the largest (unconfirmed). */
const page = { default: 100, most: 1000 }
const inProject = { scope: ['project'], versions: released(1) } as const

/** Kinds of policies, the policies of a project, their revisions; and those of a branch. */
export const policyRoutes: readonly Route[] = [
  {
    ...inProject,
    method: 'GET',
    pattern: 'policy/types',
    location: types,
    answer: (call) => list(policyTypes.map((type) => policyTypeAnswer(call, projectOf(call), type))),
  },
  {
    ...inProject,
    method: 'GET',
    pattern: 'policy/types/{typeId}',
    location: types,
    answer: (call) => ({
      status: 200,
      body: policyTypeAnswer(call, projectOf(call), typeIn(call.path.typeId)),
    }),
  },
  {
    ...inProject,
    method: 'GET',
    pattern: 'policy/configurations',
    location: configurations,
    answer: listPolicies,
  },
  {
    ...inProject,
    method: 'POST',
    pattern: 'policy/configurations',
    location: configurations,
    body: 'application/json',
    answer: createPolicy,
  },
  {
    ...inProject,
    method: 'GET',
    pattern: 'policy/configurations/{configurationId}',
    location: configurations,
    answer: (call) => ({ status: 200, body: policyAnswer(call, find(call)) }),
  },
  {
    ...inProject,
    method: 'PUT',
    pattern: 'policy/configurations/{configurationId}',
    location: configurations,
    body: 'application/json',
    answer: updatePolicy,
  },
  {
    ...inProject,
    method: 'DELETE',
    pattern: 'policy/configurations/{configurationId}',
    location: configurations,
    answer: deletePolicy,
  },
  {
    ...inProject,
    method: 'GET',
    pattern: 'policy/configurations/{configurationId}/revisions',
    location: revisions,
    answer: (call) => {
      const policy = find(call)
      const newestFirst = [...policy.revisions].reverse()
      return list(
        skippedPage(call, newestFirst, page).map((revision) => policyAnswer(call, policy, revision)),
      )
    },
  },
  {
    ...inProject,
    method: 'GET',
    pattern: 'policy/configurations/{configurationId}/revisions/{revisionId}',
    location: revisions,
    answer: (call) => {
      const policy = find(call)
      const revision = policy.revisions[Number(call.path.revisionId) - 1]
      if (!revision)
        throw notFound(`The revision ${call.path.revisionId} of policy ${policy.id} does not exist.`)
      return { status: 200, body: policyAnswer(call, policy, revision) }
    },
  },
  {
    ...inProject,
    method: 'GET',
    pattern: 'git/policy/configurations',
    location: ofGit,
    answer: listOfBranch,
  },
]

/** `scope` is `{repository id without hyphens}:{ref}` or the repository alone (unconfirmed). */
function listPolicies(call: EndpointCall): DevOpsAnswer {
  const type = call.query('policyType')?.toLowerCase()
  const [repository, ref] = (call.query('scope') ?? '').split(/:(.*)/s)
  const wanted = repository ? repository.replaceAll('-', '').toLowerCase() : undefined
  const fitting = presentPolicies(call).filter((policy) => {
    if (type !== undefined && policy.type.id !== type) return false
    return (
      wanted === undefined ||
      present(policy).settings.scope.some(
        ({ repositoryId, refName }) =>
          repositoryId?.replaceAll('-', '') === wanted && (!ref || refName === ref),
      )
    )
  })
  return listPage(call, fitting, page, (policy) => policyAnswer(call, policy))
}

/** Policies of a repository and branch; without branch all of the repository. */
function listOfBranch(call: EndpointCall): DevOpsAnswer {
  const type = call.query('policyType')?.toLowerCase()
  const repositoryId = call.query('repositoryId')
  const repository = repositoryId === undefined ? undefined : findRepository(call, repositoryId)
  if (repository) inRepository(call, repository.id)
  const ref = call.query('refName')
  if (ref !== undefined && !repository) throw badArgument('refName needs repositoryId.')
  const fitting = presentPolicies(call).filter((policy) => {
    if (type !== undefined && policy.type.id !== type) return false
    if (!repository) return true
    return present(policy).settings.scope.some((scope) =>
      covers(ref === undefined ? { repositoryId: scope.repositoryId } : scope, repository, ref ?? ''),
    )
  })
  return listPage(call, fitting, page, (policy) => policyAnswer(call, policy))
}

function createPolicy(call: EndpointCall): DevOpsAnswer {
  const { type, ...rest } = sent(call)
  const made = call.organization
    .part(createPolicies)
    .add(projectOf(call), type, { ...rest, isDeleted: false })
  return { status: 200, body: policyAnswer(call, made) }
}

function updatePolicy(call: EndpointCall): DevOpsAnswer {
  const policy = find(call)
  const { type, ...rest } = sent(call)
  if (type !== policy.type) throw badArgument('The type of a policy cannot be changed.')
  policy.revisions.push({ ...rest, isDeleted: false, revision: present(policy).revision + 1 })
  return { status: 200, body: policyAnswer(call, policy) }
}

function deletePolicy(call: EndpointCall): DevOpsAnswer {
  const policy = find(call)
  const last = present(policy)
  const { caller: createdBy, now: createdAt } = call
  policy.revisions.push({ ...last, createdBy, createdAt, isDeleted: true, revision: last.revision + 1 })
  return { status: 204 }
}

function sent(call: EndpointCall): Omit<PolicyRevision, 'revision' | 'isDeleted'> & { type: PolicyType } {
  const { isEnabled, isBlocking, settings, type } = jsonBody(call.request)
  const given = settings as PolicySettings | undefined
  if (!Array.isArray(given?.scope)) throw badArgument('The settings of a policy need a scope.')
  return {
    type: typeIn((type as { id?: unknown } | undefined)?.id),
    isEnabled: isEnabled === true,
    isBlocking: isBlocking === true,
    settings: given,
    createdBy: call.caller,
    createdAt: call.now,
  }
}

function presentPolicies(call: EndpointCall): Policy[] {
  const all = call.organization.part(createPolicies).of(projectOf(call))
  return all.filter((policy) => !present(policy).isDeleted)
}

/** A policy by id; a deleted one is not found. */
function find(call: EndpointCall): Policy {
  const wanted = call.path.configurationId as string
  const found = presentPolicies(call).find(({ id }) => id === Number(wanted))
  if (found) return found
  throw notFound(`TF402463: The policy configuration with ID ${wanted} could not be found.`)
}

function typeIn(id: unknown): PolicyType {
  const found = policyType(String(id))
  if (found) return found
  throw notFound(`The policy type with ID ${String(id)} could not be found.`)
}

function projectOf(call: EndpointCall): Project {
  return call.project as Project
}

/** (type key and words unconfirmed) */
function notFound(message: string): DevOpsError {
  return new DevOpsError(
    404,
    'Microsoft.TeamFoundation.Policy.WebApi.PolicyConfigurationNotFoundException',
    message,
  )
}
