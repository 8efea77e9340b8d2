import { flag, integer, text, timestamp } from '../columns.js'
import { defineTable } from '../table-definition.js'
import { enabled, ofRepository, repositoryAsked, toRepository } from './of-repository.js'

export const commits = defineTable({
  name: 'commits',
  area: 'git',
  about: "A commit on a repository's default branch.",
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/{project_id}/_apis/git/repositories/{id}/commits',
      parameters: [
        { kind: 'since', column: 'committer_date', parameter: 'searchCriteria.fromDate' },
        { kind: 'until', column: 'committer_date', parameter: 'searchCriteria.toDate' },
      ],
      paging: {
        style: 'top-skip',
        size: 1000,
        top: 'searchCriteria.$top',
        skip: 'searchCriteria.$skip',
        pinned: {
          'searchCriteria.itemVersion.versionType': 'commit',
          'searchCriteria.itemVersion.version': ['commitId'],
        },
      },
      empty: [404],
      doc: 'Git / Commits / Get Commits',
    },
  ],
  needs: ['vso.code'],
  parent: {
    ...ofRepository,
    where: { kind: 'and', of: [enabled, { kind: 'is-not-null', column: 'default_branch' }] },
    // The list begins with the tip of the default branch, whose id stands for all that came before.
    settled: { mark: [], firstRow: true },
  },
  key: ['repository_id', 'commit_id'],
  references: toRepository,
  projectColumn: 'project',
  columns: {
    ...repositoryAsked,
    commit_id: text(['commitId'], 'Id of the commit (SHA-1, in hex).'),
    comment: text(['comment'], 'Message; its beginning where comment_truncated is true.'),
    comment_truncated: flag(['commentTruncated'], 'True when the message goes on: lists give its beginning.'),
    author: text(['author', 'name'], 'Who wrote the change: name as Git knows it.'),
    author_email: text(['author', 'email'], 'Who wrote the change: mail address as Git knows it.'),
    author_date: timestamp(['author', 'date'], 'When the change was written.'),
    committer: text(['committer', 'name'], 'Who made the commit: name as Git knows it.'),
    committer_email: text(['committer', 'email'], 'Who made the commit: mail address as Git knows it.'),
    committer_date: timestamp(['committer', 'date'], 'When the commit was made.'),
    files_added: integer(['changeCounts', 'Add'], 'How many files it adds.'),
    files_edited: integer(['changeCounts', 'Edit'], 'How many files it changes.'),
    files_deleted: integer(['changeCounts', 'Delete'], 'How many files it deletes.'),
    web_url: text(['remoteUrl'], "Address of the commit's page."),
    url: text(['url'], 'REST address of the commit.'),
  },
  notes: ['Commits that are on other branches only are not shown.'],
})
