import type { Change } from './change.js'

/** Graph has previews only (facts 2.2). */
const graphVersion = 'api-version=7.1-preview.1'
/** Longer than the sandbox takes to rename a project. */
const tillRenamedSeconds = 60

/** Changes of projects, teams and groups. */
export const coreChanges: readonly Change[] = [
  {
    name: 'add a team',
    weight: 2,
    touches: ['teams', 'team_members', 'groups', 'group_memberships', 'areas'],
    async make({ service, any, fresh }) {
      const { id } = any('projects', ({ state }) => state === 'wellFormed')
      await service.send('POST', `_apis/projects/${id}/teams`, { name: fresh(), description: 'new' })
    },
  },
  {
    name: 'rename a team',
    weight: 1,
    touches: ['teams', 'team_members', 'groups', 'group_memberships', 'pull_request_reviewers'],
    async make({ service, any, fresh }) {
      const { id, project_id } = any('teams')
      await service.send('PATCH', `_apis/projects/${project_id}/teams/${id}`, { name: fresh() })
    },
  },
  {
    name: 'delete a team',
    weight: 1,
    touches: ['teams', 'team_members', 'groups', 'group_memberships'],
    async make({ service, any }) {
      const { id, project_id } = any('teams')
      await service.send('DELETE', `_apis/projects/${project_id}/teams/${id}`)
    },
  },
  {
    name: 'put a person into a group',
    weight: 2,
    touches: ['group_memberships', 'team_members'],
    async make({ service, any }) {
      const address = `_apis/graph/memberships/${any('users')['descriptor']}/${any('groups')['descriptor']}`
      await service.send('PUT', `${address}?${graphVersion}`, {})
    },
  },
  {
    name: 'take a person out of a group',
    weight: 2,
    touches: ['group_memberships', 'team_members'],
    async make({ service, any }) {
      const { group_descriptor, member_descriptor } = any('group_memberships')
      await service.send(
        'DELETE',
        `_apis/graph/memberships/${member_descriptor}/${group_descriptor}?${graphVersion}`,
      )
    },
  },
  {
    name: 'rename a project',
    weight: 0.5,
    touches: 'everything',
    async make({ service, any, fresh }) {
      const { id } = any('projects', ({ state }) => state === 'wellFormed')
      await service.send('PATCH', `_apis/projects/${id}`, { name: fresh() })
      await service.moveClock(tillRenamedSeconds)
    },
  },
]
