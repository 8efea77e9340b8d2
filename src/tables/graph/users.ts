import { flag, text } from '../columns.js'
import { defineTable } from '../table-definition.js'

export const users = defineTable({
  name: 'users',
  area: 'graph',
  about: 'A user of the organization.',
  sources: [
    {
      kind: 'list',
      host: 'graph',
      path: '/_apis/graph/users',
      preview: 1,
      paging: { style: 'continuation-header' },
      doc: 'Graph / Users / List',
    },
    {
      kind: 'list',
      host: 'graph',
      path: '/_apis/graph/users/{=descriptor}',
      preview: 1,
      paging: { style: 'none' },
      rows: { single: true },
      empty: [404],
      doc: 'Graph / Users / Get',
    },
  ],
  needs: ['vso.graph'],
  key: ['descriptor'],
  references: [],
  columns: {
    descriptor: text(['descriptor'], 'Descriptor of the user: the id by which memberships refer to it.'),
    display_name: text(['displayName'], 'Display name.'),
    principal_name: text(['principalName'], 'Name the user signs in with; the unique name in other tables.'),
    mail_address: text(['mailAddress'], 'Mail address.'),
    origin: text(['origin'], 'Where the user comes from: aad (Microsoft Entra), msa, vsts and so on.'),
    origin_id: text(['originId'], 'Id of the user where it comes from.'),
    domain: text(['domain'], 'Tenant or other domain of the user.'),
    subject_kind: text(['subjectKind'], 'user.'),
    meta_type: text(['metaType'], 'What the tenant says the user is: member or guest.'),
    directory_alias: text(['directoryAlias'], 'Short name in the directory.'),
    is_deleted_in_origin: flag(['isDeletedInOrigin'], 'True when it was deleted where it comes from.'),
    url: text(['url'], 'REST address of the user.'),
  },
})
