import { text } from '../columns.js'
import { defineTable } from '../table-definition.js'

const membership = {
  kind: 'list',
  host: 'graph',
  preview: 1,
  paging: { style: 'none' },
  empty: [404],
} as const
const doc = 'Graph / Memberships / List'

export const groupMemberships = defineTable({
  name: 'group_memberships',
  area: 'graph',
  about: 'A direct member of a group: a user, a service principal or another group.',
  sources: [
    {
      ...membership,
      path: '/_apis/graph/memberships/{=member_descriptor}',
      query: { direction: 'up' },
      doc,
    },
    {
      ...membership,
      path: '/_apis/graph/memberships/{descriptor}',
      query: { direction: 'down' },
      doc,
    },
  ],
  needs: ['vso.graph'],
  parent: { table: 'groups', bind: { group_descriptor: 'descriptor' }, match: 'group_descriptor' },
  key: ['group_descriptor', 'member_descriptor'],
  references: [{ columns: ['group_descriptor'], table: 'groups', to: ['descriptor'] }],
  columns: {
    group_descriptor: text(['containerDescriptor'], 'Descriptor of the group.'),
    member_descriptor: text(['memberDescriptor'], 'Descriptor of the member, a row of users or groups.'),
  },
  notes: ['Members of members are not shown; a recursive query over this table finds them.'],
})
