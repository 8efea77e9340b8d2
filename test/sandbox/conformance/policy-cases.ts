import { createGit } from '../../../sandbox/data/git/git-data.js'
import { createPolicies, type Policy } from '../../../sandbox/data/policy/policy-data.js'
import type { Client } from '../devops-client.js'
import type { ConformanceCase } from './conformance-case.js'

const v = 'api-version=7.1'
const preview = 'api-version=7.1-preview.1'
const policy = 'policy/policy.json'
const minimum = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd'
const one = '/{project}/_apis/policy/configurations/{configurationId}'

const project = (box: Client) => box.organization.projects[0]!
const root = (box: Client) => `/${project(box).id}/_apis/policy`
const first = (box: Client) => box.organization.part(createPolicies).of(project(box))[0] as Policy

async function newPolicy(box: Client): Promise<string> {
  const { body } = await box.post(`${root(box)}/configurations?${v}`, sent)
  return `${root(box)}/configurations/${body.id}`
}

const sent = {
  isEnabled: true,
  isBlocking: false,
  type: { id: minimum },
  settings: {
    minimumApproverCount: 1,
    scope: [{ repositoryId: null, refName: 'refs/heads/case', matchKind: 'exact' }],
  },
}

const pullRequests = (box: Client) => box.organization.part(createGit).pullRequests(project(box))

const evaluations = (box: Client, pullRequest = pullRequests(box)[0]!) => {
  const artifact = `vstfs:///CodeReview/CodeReviewId/${project(box).id}/${pullRequest.id}`
  return `${root(box)}/evaluations?artifactId=${encodeURIComponent(artifact)}&includeNotApplicable=true&${preview}`
}

async function evaluation(box: Client): Promise<string> {
  for (const pullRequest of pullRequests(box)) {
    const { body } = await box.get(evaluations(box, pullRequest))
    if (body.value.length > 0) return `${root(box)}/evaluations/${body.value[0].evaluationId}?${preview}`
  }
  throw new Error('no pull request is under a policy')
}

export const policyCases: readonly ConformanceCase[] = [
  {
    specification: policy,
    method: 'GET',
    operation: '/{project}/_apis/policy/types',
    address: (box) => `${root(box)}/types?${v}`,
  },
  {
    specification: policy,
    method: 'GET',
    operation: '/{project}/_apis/policy/types/{typeId}',
    address: (box) => `${root(box)}/types/${minimum}?${v}`,
  },
  {
    specification: policy,
    method: 'GET',
    operation: '/{project}/_apis/policy/configurations',
    address: (box) => `${root(box)}/configurations?${v}`,
  },
  {
    specification: policy,
    method: 'POST',
    operation: '/{project}/_apis/policy/configurations',
    address: (box) => `${root(box)}/configurations?${v}`,
    body: sent,
  },
  {
    specification: policy,
    method: 'GET',
    operation: one,
    address: (box) => `${root(box)}/configurations/${first(box).id}?${v}`,
  },
  {
    specification: policy,
    method: 'PUT',
    operation: one,
    address: async (box) => `${await newPolicy(box)}?${v}`,
    body: { ...sent, isEnabled: false },
  },
  {
    specification: policy,
    method: 'DELETE',
    operation: one,
    address: async (box) => `${await newPolicy(box)}?${v}`,
    status: 204,
  },
  {
    specification: policy,
    method: 'GET',
    operation: `${one}/revisions`,
    address: (box) => `${root(box)}/configurations/${first(box).id}/revisions?${v}`,
  },
  {
    specification: policy,
    method: 'GET',
    operation: `${one}/revisions/{revisionId}`,
    address: (box) => `${root(box)}/configurations/${first(box).id}/revisions/1?${v}`,
  },
  {
    specification: 'git/git.json',
    method: 'GET',
    operation: '/{project}/_apis/git/policy/configurations',
    address: (box) => {
      const [repository] = box.organization.part(createGit).repositories
      return `/${project(box).id}/_apis/git/policy/configurations?repositoryId=${repository!.id}&refName=refs/heads/main&${v}`
    },
  },
  {
    specification: policy,
    method: 'GET',
    operation: '/{project}/_apis/policy/evaluations',
    address: evaluations,
  },
  {
    specification: policy,
    method: 'GET',
    operation: '/{project}/_apis/policy/evaluations/{evaluationId}',
    address: evaluation,
  },
  {
    specification: policy,
    method: 'PATCH',
    operation: '/{project}/_apis/policy/evaluations/{evaluationId}',
    address: evaluation,
  },
]
