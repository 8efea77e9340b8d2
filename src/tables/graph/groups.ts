import { text } from '../columns.js'
import { toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'
import { readDomainProject } from './read-domain-project.js'

export const groups = defineTable({
  name: 'groups',
  area: 'graph',
  about: 'A group of the organization or of a project; teams are groups too.',
  sources: [
    {
      kind: 'list',
      host: 'graph',
      path: '/_apis/graph/groups',
      preview: 1,
      paging: { style: 'continuation-header' },
      doc: 'Graph / Groups / List',
    },
    {
      kind: 'list',
      host: 'graph',
      path: '/_apis/graph/groups/{=descriptor}',
      preview: 1,
      paging: { style: 'none' },
      rows: { single: true },
      empty: [404],
      doc: 'Graph / Groups / Get',
    },
  ],
  needs: ['vso.graph'],
  key: ['descriptor'],
  references: [toProject],
  columns: {
    descriptor: text(['descriptor'], 'Descriptor of the group: the id by which memberships refer to it.'),
    display_name: text(['displayName'], 'Display name.'),
    principal_name: text(
      ['principalName'],
      'Name with its project or organization: [Fabrikam]\\Contributors.',
    ),
    description: text(['description'], 'Description.'),
    mail_address: text(['mailAddress'], 'Mail address.'),
    project_id: {
      type: 'uuid',
      about: 'Id of the project it belongs to; null for a group of the organization.',
      from: ['domain'],
      read: readDomainProject,
    },
    origin: text(['origin'], 'Where the group comes from: vsts (here) or aad (Microsoft Entra).'),
    origin_id: text(['originId'], 'Id of the group where it comes from.'),
    domain: text(['domain'], 'Project, organization or tenant of the group.'),
    subject_kind: text(['subjectKind'], 'group.'),
    url: text(['url'], 'REST address of the group.'),
  },
  notes: ['A default project does not confine this table: groups of the organization belong to no project.'],
})
