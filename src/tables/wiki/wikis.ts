import { flag, json, text, uuid } from '../columns.js'
import { ofProject, projectAsked, toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'

export const wikis = defineTable({
  name: 'wikis',
  area: 'wiki',
  about: 'A wiki of a project: its own, or a folder of a repository published as one.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/{id}/_apis/wiki/wikis',
      paging: { style: 'none' },
      doc: 'Wiki / Wikis / List',
    },
  ],
  needs: ['vso.wiki'],
  parent: ofProject,
  key: ['id'],
  references: [toProject, { columns: ['repository_id'], table: 'repositories', to: ['id'] }],
  projectColumn: 'project',
  columns: {
    id: uuid(['id'], 'Id of the wiki.'),
    name: text(['name'], 'Name of the wiki.'),
    ...projectAsked,
    type: text(['type'], 'projectWiki or codeWiki.'),
    repository_id: uuid(['repositoryId'], 'Id of the repository that holds its pages.'),
    mapped_path: text(['mappedPath'], 'Folder of the repository that is shown as the wiki.'),
    versions: json(['versions'], 'Branches that are published.'),
    is_disabled: flag(['isDisabled'], 'True when its repository is disabled.'),
    web_url: text(['remoteUrl'], 'Address of its pages.'),
    url: text(['url'], 'REST address of the wiki.'),
  },
})
