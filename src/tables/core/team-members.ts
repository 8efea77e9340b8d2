import { readDisplayName, readIdentityId, readUniqueName } from '../read-identity.js'
import { readText } from '../read-value.js'
import { text, uuid } from '../columns.js'
import { defineTable, type Column } from '../table-definition.js'

/** The member's identity: flat, or under `identity` (facts 9). */
function memberIdentity(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null) return undefined
  return 'identity' in payload && payload.identity ? payload.identity : payload
}

function ofMember(type: Column['type'], about: string, read: (identity: unknown) => unknown): Column {
  return { type, about, from: [], read: (payload) => read(memberIdentity(payload)) }
}

function part(key: string): (identity: unknown) => unknown {
  return (identity) => readText((identity as Record<string, unknown> | undefined)?.[key])
}

export const teamMembers = defineTable({
  name: 'team_members',
  area: 'core',
  about: 'A person or group that is a direct member of a team.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/_apis/projects/{project_id}/teams/{id}/members',
      paging: { style: 'top-skip', size: 500 },
      doc: 'Core / Teams / Get Team Members With Extended Properties',
    },
  ],
  needs: ['vso.project'],
  parent: {
    table: 'teams',
    bind: { team_id: 'id', team: 'name', project_id: 'project_id', project: 'project' },
    match: 'team_id',
  },
  key: ['team_id', 'id'],
  references: [
    { columns: ['team_id'], table: 'teams', to: ['id'] },
    { columns: ['project_id'], table: 'projects', to: ['id'] },
  ],
  projectColumn: 'project',
  columns: {
    team_id: uuid({ parent: 'id' }, 'Id of the team.'),
    team: text({ parent: 'name' }, 'Name of the team.'),
    project_id: uuid({ parent: 'project_id' }, 'Id of the project the team belongs to.'),
    project: text({ parent: 'project' }, 'Name of the project the team belongs to.'),
    id: ofMember('uuid', 'Id of the member.', readIdentityId),
    display_name: ofMember('text', 'Display name of the member.', readDisplayName),
    unique_name: ofMember('text', 'Unique name of the member, mostly a mail address.', readUniqueName),
    is_team_admin: {
      type: 'boolean',
      about: 'True for an administrator of the team.',
      from: ['isTeamAdmin'],
      read: (value) => value === true,
    },
    descriptor: ofMember('text', 'Subject descriptor of the member.', part('descriptor')),
    image_url: ofMember('text', "Address of the member's picture.", part('imageUrl')),
    url: ofMember('text', "REST address of the member's identity.", part('url')),
  },
  notes: ['The service sends isTeamAdmin only where it is true.'],
})
