import { flag, identity, text } from '../columns.js'
import { defineTable } from '../table-definition.js'
import { ofRepository, repositoryAsked, toRepository } from './of-repository.js'
import { readBranchName } from './read-branch-name.js'

export const branches = defineTable({
  name: 'branches',
  area: 'git',
  about: 'A branch of a repository.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/{project_id}/_apis/git/repositories/{id}/refs',
      query: { filter: 'heads/' },
      parameters: [{ kind: 'prefix', column: 'name', parameter: 'filter', before: 'heads/' }],
      paging: { style: 'continuation-header', size: 1000 },
      empty: [404],
      doc: 'Git / Refs / List',
    },
  ],
  needs: ['vso.code'],
  parent: ofRepository,
  key: ['repository_id', 'name'],
  references: toRepository,
  projectColumn: 'project',
  columns: {
    ...repositoryAsked,
    name: {
      type: 'text',
      about: 'Name of the branch: main, feature/x.',
      from: ['name'],
      read: readBranchName,
    },
    ref: text(['name'], 'Full name, as other tables and default_branch write it: refs/heads/main.'),
    commit_id: text(['objectId'], 'Id of the commit at its tip.'),
    ...identity('creator', ['creator'], 'Who pushed it first.'),
    is_locked: flag(['isLocked'], 'True when it is locked.'),
    ...identity('locked_by', ['isLockedBy'], 'Who locked it.'),
    url: text(['url'], 'REST address of the branch.'),
  },
})
