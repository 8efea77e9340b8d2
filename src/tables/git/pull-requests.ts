import { flag, identity, integer, json, text, timestamp, uuid } from '../columns.js'
import { ofProject } from '../core/of-project.js'
import { readText } from '../read-value.js'
import { defineTable } from '../table-definition.js'
import { toRepository } from './of-repository.js'
import { pullRequestLists } from './pull-request-lists.js'

/** Lists cut the description here (REST specification of Git); single pull requests are cut alike, so that rows agree. */
const shownOfDescription = 400

export const pullRequests = defineTable({
  name: 'pull_requests',
  area: 'git',
  about: 'A pull request, of any status.',
  sources: pullRequestLists({
    id: 'id',
    query: { 'searchCriteria.queryTimeRangeType': 'created' },
    parameters: [
      {
        kind: 'choice',
        column: 'status',
        parameter: 'searchCriteria.status',
        values: ['active', 'abandoned', 'completed'],
        widest: 'all',
      },
      { kind: 'equal', column: 'created_by_id', parameter: 'searchCriteria.creatorId' },
      { kind: 'equal', column: 'source_branch', parameter: 'searchCriteria.sourceRefName' },
      { kind: 'equal', column: 'target_branch', parameter: 'searchCriteria.targetRefName' },
      { kind: 'since', column: 'created_date', parameter: 'searchCriteria.minTime' },
      { kind: 'until', column: 'created_date', parameter: 'searchCriteria.maxTime' },
    ],
  }),
  needs: ['vso.code'],
  parent: ofProject,
  key: ['id'],
  references: toRepository,
  projectColumn: 'project',
  columns: {
    id: integer(['pullRequestId'], 'Number of the pull request, unique in the organization.'),
    repository_id: uuid(['repository', 'id'], 'Id of the repository that is merged into.'),
    repository: text(['repository', 'name'], 'Name of the repository that is merged into.'),
    project_id: uuid(['repository', 'project', 'id'], 'Id of the project.'),
    project: text(['repository', 'project', 'name'], 'Name of the project.'),
    title: text(['title'], 'Title.'),
    description: {
      type: 'text',
      about: 'Description, in Markdown: its first 400 characters.',
      from: ['description'],
      read: (value) => readText(value)?.slice(0, shownOfDescription) ?? null,
    },
    status: text(['status'], 'active, completed or abandoned.'),
    is_draft: flag(['isDraft'], 'True while it is a draft.'),
    ...identity('created_by', ['createdBy'], 'Who created it.'),
    created_date: timestamp(['creationDate'], 'When it was created.'),
    ...identity('closed_by', ['closedBy'], 'Who completed or abandoned it.'),
    closed_date: timestamp(['closedDate'], 'When it was completed or abandoned; null while it is active.'),
    source_branch: text(['sourceRefName'], 'Ref that is merged: refs/heads/feature/x.'),
    target_branch: text(['targetRefName'], 'Ref that is merged into: refs/heads/main.'),
    merge_status: text(
      ['mergeStatus'],
      'How the last try to merge went: queued, conflicts, succeeded, rejectedByPolicy or failure.',
    ),
    merge_failure_type: text(['mergeFailureType'], 'Kind of failure of the last try to merge.'),
    merge_failure_message: text(['mergeFailureMessage'], 'Why the last try to merge failed.'),
    source_commit_id: text(['lastMergeSourceCommit', 'commitId'], 'Tip of the source when last merged.'),
    target_commit_id: text(['lastMergeTargetCommit', 'commitId'], 'Tip of the target when last merged.'),
    merge_commit_id: text(['lastMergeCommit', 'commitId'], 'Commit that the last merge made.'),
    ...identity('auto_complete_set_by', ['autoCompleteSetBy'], 'Who set it to complete by itself.'),
    completion_options: json(['completionOptions'], 'How it is to be completed.'),
    labels: {
      type: 'text[]',
      about: 'Names of its labels; an empty array when there are none.',
      from: ['labels'],
      read: readLabels,
    },
    fork_source: json(
      ['forkSource'],
      'The fork it comes from; null when it comes from the repository itself.',
    ),
    code_review_id: integer(['codeReviewId'], 'Number of its code review.'),
    url: text(['url'], 'REST address of the pull request.'),
  },
  notes: [
    'Its reviewers and their votes are in pull_request_reviewers.',
    'Pull requests of disabled repositories are not shown: the service keeps them back.',
  ],
})

function readLabels(value: unknown): string[] {
  const labels: readonly { readonly name?: unknown }[] = Array.isArray(value) ? value : []
  return labels.map(({ name }) => readText(name)).filter((name) => name !== null)
}
