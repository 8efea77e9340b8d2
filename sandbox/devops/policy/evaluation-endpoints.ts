import type { PolicyEvaluationRecord } from 'azure-devops-node-api/interfaces/PolicyInterfaces.js'
import { createGit } from '../../data/git/git-data.js'
import type { PullRequest } from '../../data/git/pull-request.js'
import { createPolicies, type Policy } from '../../data/policy/policy-data.js'
import type { Project } from '../../data/projects.js'
import { guid, streams } from '../../data/random.js'
import { badArgument, DevOpsError } from '../devops-error.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { inRepository, type PullRequestCall } from '../git/git-route.js'
import type { Wire } from '../wire.js'
import { skippedPage } from '../paging.js'
import { flag } from '../query-parameters.js'
import { list, previewOnly, type EndpointCall, type Route } from '../route.js'
import { serviceDate } from '../service-date.js'
import { evaluatePolicies, type Evaluation } from './evaluate-policies.js'
import { policyAnswer } from './policy-answer.js'

const evaluations = { area: 'policy', resource: 'evaluations', id: 'c23ddff5-229c-4d04-a80b-0fdce9f360c8' }
const evaluation = { area: 'policy', resource: 'evaluations', id: '46aecb7a-5d2c-4647-897b-0209505a9fe4' }

/** Page size when none is asked for (unconfirmed). */
const page = { default: 100, most: 1000 }
const inProject = { scope: ['project'], versions: previewOnly(1) } as const

/** What policies say of a pull request (facts 6). */
export const evaluationRoutes: readonly Route[] = [
  {
    ...inProject,
    method: 'GET',
    pattern: 'policy/evaluations',
    location: evaluations,
    answer: listEvaluations,
  },
  {
    ...inProject,
    method: 'GET',
    pattern: 'policy/evaluations/{evaluationId}',
    location: evaluation,
    answer: (call) => ({ status: 200, body: found(call) }),
  },
  {
    // Evaluates again; since the sandbox judges at every reading, that changes nothing.
    ...inProject,
    method: 'PATCH',
    pattern: 'policy/evaluations/{evaluationId}',
    location: evaluation,
    answer: (call) => ({ status: 200, body: found(call) }),
  },
]

function listEvaluations(call: EndpointCall): DevOpsAnswer {
  const artifact = call.query('artifactId')
  if (!artifact) throw badArgument('artifactId is required.')
  const [, projectId, id] =
    /^vstfs:\/\/\/CodeReview\/CodeReviewId\/([^/]+)(?:\/|%2f)(\d+)$/i.exec(artifact) ?? []
  const pullRequest = call.organization.part(createGit).pullRequest(Number(id))
  if (
    !pullRequest ||
    projectId?.toLowerCase() !== (call.project as Project).id ||
    !isHere(call, pullRequest)
  ) {
    throw notFound(`The artifact ${artifact} could not be found.`)
  }
  const all = flag(call, 'includeNotApplicable')
  const below = pullRequestCall(call, pullRequest)
  const fitting = evaluatePolicies(below).filter(({ status }) => all || status !== 'notApplicable')
  return list(skippedPage(call, fitting, page).map((entry) => evaluationAnswer(call, pullRequest, entry)))
}

/** One record by its id, which is that of a policy and a pull request together. */
function found(call: EndpointCall): Wire<PolicyEvaluationRecord> {
  const wanted = (call.path.evaluationId as string).toLowerCase()
  const project = call.project as Project
  const policies = call.organization.part(createPolicies).of(project)
  for (const pullRequest of call.organization.part(createGit).pullRequests(project)) {
    const policy = policies.find((candidate) => evaluationId(call, candidate, pullRequest) === wanted)
    if (!policy) continue
    const entry = evaluatePolicies(pullRequestCall(call, pullRequest)).find(
      (known) => known.policy === policy,
    )
    if (entry) return evaluationAnswer(call, pullRequest, entry)
  }
  throw notFound(`The policy evaluation ${wanted} could not be found.`)
}

function evaluationAnswer(
  call: EndpointCall,
  pullRequest: PullRequest,
  { policy, status }: Evaluation,
): Wire<PolicyEvaluationRecord> {
  const { project } = policy
  const id = evaluationId(call, policy, pullRequest)
  const last = pullRequest.iterations.at(-1)
  const isDone = status === 'approved' || status === 'rejected'
  return {
    configuration: policyAnswer(call, policy),
    artifactId: `vstfs:///CodeReview/CodeReviewId/${project.id}/${pullRequest.id}`,
    evaluationId: id,
    startedDate: serviceDate(pullRequest.createdAt),
    ...(isDone
      ? { completedDate: serviceDate(pullRequest.closedAt ?? last?.createdAt ?? pullRequest.createdAt) }
      : {}),
    status,
    _links: { self: { href: `${call.base}/${project.id}/_apis/policy/evaluations/${id}` } },
  }
}

function evaluationId({ organization }: EndpointCall, policy: Policy, pullRequest: PullRequest): string {
  return guid(organization.seed, streams.policy, policy.id, pullRequest.id)
}

function pullRequestCall(call: EndpointCall, pullRequest: PullRequest): PullRequestCall {
  return { ...inRepository(call, pullRequest.repository.id), pullRequest }
}

function isHere(call: EndpointCall, { repository }: PullRequest): boolean {
  return repository.project === call.project
}

/** (type key and words unconfirmed) */
function notFound(message: string): DevOpsError {
  return new DevOpsError(
    404,
    'Microsoft.TeamFoundation.Policy.WebApi.PolicyEvaluationNotFoundException',
    message,
  )
}
