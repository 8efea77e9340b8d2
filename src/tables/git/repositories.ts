import { bigint, flag, text, uuid } from '../columns.js'
import { ofProject, toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'

export const repositories = defineTable({
  name: 'repositories',
  area: 'git',
  about: 'A Git repository of a project.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/_apis/git/repositories/{=id}',
      paging: { style: 'none' },
      rows: { single: true },
      empty: [404],
      doc: 'Git / Repositories / Get Repository',
    },
    {
      kind: 'list',
      host: 'core',
      path: '/_apis/git/repositories',
      query: { includeHidden: 'true' },
      paging: { style: 'none' },
      doc: 'Git / Repositories / List',
    },
    {
      kind: 'list',
      host: 'core',
      path: '/{id}/_apis/git/repositories',
      query: { includeHidden: 'true' },
      paging: { style: 'none' },
      empty: [404],
      doc: 'Git / Repositories / List',
    },
  ],
  needs: ['vso.code'],
  parent: ofProject,
  key: ['id'],
  references: [toProject],
  projectColumn: 'project',
  columns: {
    id: uuid(['id'], 'Id of the repository.'),
    name: text(['name'], 'Name of the repository, unique in its project.'),
    project_id: uuid(['project', 'id'], 'Id of the project.'),
    project: text(['project', 'name'], 'Name of the project.'),
    default_branch: text(
      ['defaultBranch'],
      'Ref of the default branch, such as refs/heads/main; null while the repository is empty.',
    ),
    size: bigint(['size'], 'Compressed size in bytes.'),
    is_disabled: flag(['isDisabled'], 'True when it is disabled: then nothing in it can be read.'),
    is_fork: flag(['isFork'], 'True when it was made as a fork.'),
    is_in_maintenance: flag(['isInMaintenance'], 'True while the service works on it.'),
    remote_url: text(['remoteUrl'], 'Address to clone from by HTTPS.'),
    ssh_url: text(['sshUrl'], 'Address to clone from by SSH.'),
    web_url: text(['webUrl'], 'Address of its pages.'),
    url: text(['url'], 'REST address of the repository.'),
  },
  notes: [
    'Hidden repositories, such as those behind wikis, are shown too; those in the recycle bin are not.',
  ],
})
