import { createGit } from '../../data/git/git-data.js'
import type { PullRequest } from '../../data/git/pull-request.js'
import type { DevOpsAnswer } from '../devops-request.js'
import { wholeNumber } from '../query-parameters.js'
import { list, type EndpointCall } from '../route.js'
import { dateIn } from './commit-criteria.js'
import { enumValue } from '../enum-value.js'
import { findRepository } from './git-route.js'
import { pullRequestEntry, pullRequestLinks } from './pull-request-answer.js'

/** Page size when none is asked for, and the largest (facts 6). */
const defaultPage = 101
const largestPage = 1000
const statuses = { notSet: 0, active: 1, abandoned: 2, completed: 3, all: 4 } as const
const ranges = { created: 1, closed: 2 } as const

/** A page of pull requests, newest first: of one repository, of the project of the address, or of all. */
export function searchPullRequests(call: EndpointCall, repositoryId?: string): DevOpsAnswer {
  const fits = criteria(call)
  const skip = wholeNumber(call, '$skip', 0, 0)
  const top = Math.min(wholeNumber(call, '$top', 0, defaultPage), largestPage)
  const links = call.query('searchCriteria.includeLinks')?.toLowerCase() === 'true'
  const page: PullRequest[] = []
  let passed = 0
  if (top > 0) {
    for (const pullRequest of candidates(call, repositoryId)) {
      if (pullRequest.repository.isDisabled || !fits(pullRequest)) continue
      passed += 1
      if (passed > skip) page.push(pullRequest)
      if (page.length === top) break
    }
  }
  return list(
    page.map((pullRequest) => ({
      ...pullRequestEntry(call, pullRequest),
      ...(links ? { _links: pullRequestLinks(call, pullRequest) } : {}),
    })),
  )
}

/** Without repository and project, one at a time: no history is made that the page does not need. */
function* candidates(call: EndpointCall, repositoryId: string | undefined): Generator<PullRequest> {
  const git = call.organization.part(createGit)
  const asked = repositoryId ?? call.query('searchCriteria.repositoryId')
  if (asked !== undefined) yield* git.pullRequests(findRepository(call, asked))
  else if (call.project) yield* git.pullRequests(call.project)
  else {
    for (const id of git.pullRequestIds()) {
      const found = git.pullRequest(id)
      if (found) yield found
    }
  }
}

/** Criteria in query parameters, `searchCriteria.x` or `x`. */
function criteria(call: EndpointCall): (pullRequest: PullRequest) => boolean {
  const read = (name: string) => call.query(`searchCriteria.${name}`) ?? call.query(name)
  const status = enumValue(read('status'), statuses, 'status') ?? 'active'
  const wanted = status === 'notSet' ? 'active' : status
  const creator = read('creatorId')?.toLowerCase()
  const reviewer = read('reviewerId')?.toLowerCase()
  const source = read('sourceRefName')
  const sourceRepository = read('sourceRepositoryId')?.toLowerCase()
  const target = read('targetRefName')
  const title = read('title')?.toLowerCase()
  const from = dateIn(read('minTime')) ?? -Infinity
  const to = dateIn(read('maxTime')) ?? Infinity
  const bounded = from !== -Infinity || to !== Infinity
  const range = enumValue(read('queryTimeRangeType'), ranges, 'queryTimeRangeType') ?? 'created'
  return (pullRequest) => {
    const time = range === 'closed' ? pullRequest.closedAt : pullRequest.createdAt
    return (
      (wanted === 'all' || pullRequest.status === wanted) &&
      (creator === undefined || pullRequest.createdBy.id === creator) &&
      (reviewer === undefined || pullRequest.reviewers.some(({ identity }) => identity.id === reviewer)) &&
      (source === undefined || pullRequest.sourceRef === source) &&
      (sourceRepository === undefined || pullRequest.repository.id === sourceRepository) &&
      (target === undefined || pullRequest.targetRef === target) &&
      (title === undefined || pullRequest.title.toLowerCase().includes(title)) &&
      (!bounded || (time !== undefined && time >= from && time <= to))
    )
  }
}
