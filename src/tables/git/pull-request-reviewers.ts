import { flag, identity, integer, json, text, uuid } from '../columns.js'
import { ofProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'
import { toRepository } from './of-repository.js'
import { pullRequestLists } from './pull-request-lists.js'

export const pullRequestReviewers = defineTable({
  name: 'pull_request_reviewers',
  area: 'git',
  about: 'A person or group asked to review a pull request, with the vote.',
  sources: pullRequestLists({
    id: 'pull_request_id',
    query: { 'searchCriteria.status': 'all' },
    parameters: [{ kind: 'equal', column: 'reviewer_id', parameter: 'searchCriteria.reviewerId' }],
    each: 'reviewers',
  }),
  needs: ['vso.code'],
  parent: ofProject,
  key: ['pull_request_id', 'reviewer_id'],
  references: [{ columns: ['pull_request_id'], table: 'pull_requests', to: ['id'] }, ...toRepository],
  projectColumn: 'project',
  columns: {
    pull_request_id: integer({ around: ['pullRequestId'] }, 'Number of the pull request.'),
    repository_id: uuid({ around: ['repository', 'id'] }, 'Id of the repository.'),
    repository: text({ around: ['repository', 'name'] }, 'Name of the repository.'),
    project_id: uuid({ around: ['repository', 'project', 'id'] }, 'Id of the project.'),
    project: text({ around: ['repository', 'project', 'name'] }, 'Name of the project.'),
    ...identity('reviewer', [], 'Who is asked.'),
    vote: integer(
      ['vote'],
      '10 approved, 5 approved with suggestions, 0 no vote, -5 waiting for the author, -10 rejected.',
    ),
    is_required: flag(['isRequired'], 'True when the pull request cannot be completed without this vote.'),
    has_declined: flag(['hasDeclined'], 'True when the reviewer declined to review.'),
    is_flagged: flag(['isFlagged'], 'True when the reviewer is flagged for attention.'),
    is_container: flag(['isContainer'], 'True for a group or team.'),
    voted_for: json(['votedFor'], 'Groups that this vote counts for as well.'),
    url: text(['reviewerUrl'], 'REST address of the reviewer.'),
  },
})
