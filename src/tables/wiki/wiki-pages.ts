import { integer, json, text, uuid } from '../columns.js'
import { toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'

export const wikiPages = defineTable({
  name: 'wiki_pages',
  area: 'wiki',
  about: 'A page of a wiki, without its text.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/{project_id}/_apis/wiki/wikis/{id}/pagesbatch',
      body: { pageViewsForDays: 30 },
      paging: { style: 'continuation-header', size: 100, top: 'top' },
      empty: [404],
      doc: 'Wiki / Pages Batch / Get',
    },
  ],
  needs: ['vso.wiki'],
  parent: {
    table: 'wikis',
    bind: { wiki_id: 'id', wiki: 'name', project_id: 'project_id', project: 'project' },
    match: 'wiki_id',
    where: { kind: 'compare', column: 'is_disabled', op: '=', value: 'false' },
  },
  key: ['wiki_id', 'id'],
  references: [{ columns: ['wiki_id'], table: 'wikis', to: ['id'] }, toProject],
  projectColumn: 'project',
  columns: {
    wiki_id: uuid({ parent: 'id' }, 'Id of the wiki.'),
    wiki: text({ parent: 'name' }, 'Name of the wiki.'),
    project_id: uuid({ parent: 'project_id' }, 'Id of the project.'),
    project: text({ parent: 'project' }, 'Name of the project.'),
    id: integer(['id'], 'Number of the page, unique in its wiki.'),
    path: text(['path'], 'Path of the page, with a slash before each level.'),
    view_stats: json(['viewStats'], 'Views on each of the last 30 days that had some.'),
  },
  notes: ['Of a wiki with several versions the pages of the first are shown.'],
})
