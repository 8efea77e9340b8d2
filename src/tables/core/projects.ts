import { bigint, text, timestamp, uuid } from '../columns.js'
import { defineTable } from '../table-definition.js'

export const projects = defineTable({
  name: 'projects',
  area: 'core',
  about: 'A project of the organization that the identity may see.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/_apis/projects',
      // Which projects there are must not hang on whether a filter names their state.
      query: { stateFilter: 'all' },
      paging: { style: 'continuation-header', size: 500 },
      doc: 'Core / Projects / List',
    },
  ],
  needs: ['vso.project'],
  key: ['id'],
  references: [],
  columns: {
    id: uuid(['id'], 'Id of the project.'),
    name: text(['name'], 'Name of the project.'),
    description: text(['description'], 'Description; null when there is none.'),
    abbreviation: text(['abbreviation'], 'Abbreviation; null when there is none.'),
    state: text(['state'], 'wellFormed once the project can be used; else new, createPending or deleting.'),
    visibility: text(['visibility'], 'private or public.'),
    revision: bigint(['revision'], 'Revision number of the project.'),
    last_update_time: timestamp(['lastUpdateTime'], 'When the project was last changed.'),
    default_team_image_url: text(['defaultTeamImageUrl'], "Address of the default team's picture."),
    url: text(['url'], 'REST address of the project.'),
  },
  notes: [
    'Projects of every state are shown, but for those that have been deleted.',
    'What is read project by project is read of wellFormed projects only.',
  ],
})
