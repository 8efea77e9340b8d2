import { describe, expect, it } from 'vitest'
import { AzdoError } from '../../src/errors/azdo-error.js'
import { workItems } from '../../src/tables/boards/work-items.js'
import { projects } from '../../src/tables/core/projects.js'
import { teamMembers } from '../../src/tables/core/team-members.js'
import { teams } from '../../src/tables/core/teams.js'
import { readRow, type ParentRow } from '../../src/tables/read-row.js'
import type { TableDefinition } from '../../src/tables/table-definition.js'

function read(table: TableDefinition, payload: unknown, parent?: ParentRow): Record<string, unknown> {
  const row = readRow(table, payload, parent)
  return Object.fromEntries(Object.keys(table.columns).map((name, i) => [name, row[i]]))
}

const projectId = '8e5a3cfb-fed3-46f3-8657-e3b175cd0305'
const teamId = '8e8aa4ff-848a-474a-9033-93190137c8e4'
const personId = 'd291b0c4-a05c-4ea6-8df1-4b41d5f39eff'
const project = { id: projectId, name: 'Web', state: 'wellFormed' }
const item = {
  id: 299,
  rev: 7,
  fields: {
    'System.TeamProject': 'Web',
    'System.WorkItemType': 'Task',
    'System.AssignedTo': { displayName: 'Jamal', uniqueName: 'j@x.y', id: personId },
    'System.ChangedDate': '2014-12-29T20:49:28.74Z',
    'System.Tags': 'Tag1; Tag2',
    'Microsoft.VSTS.Scheduling.RemainingWork': 4,
    'Custom.Anything': { nested: [1] },
  },
  url: 'https://dev.azure.com/fabrikam/_apis/wit/workItems/299',
}

describe('readRow', () => {
  it('reads a work item; fields without a value are absent and give null', () => {
    expect(read(workItems, item, project)).toMatchObject({
      id: 299,
      rev: 7,
      project: 'Web',
      project_id: projectId,
      type: 'Task',
      assigned_to: 'Jamal',
      assigned_to_unique_name: 'j@x.y',
      assigned_to_id: personId,
      created_by: null,
      changed_date: '2014-12-29T20:49:28.740000Z',
      tags: ['Tag1', 'Tag2'],
      remaining_work: 4,
      story_points: null,
      url: item.url,
    })
  })

  it('keeps every field as received', () => {
    expect(read(workItems, item, project)['fields']).toEqual(item.fields)
  })

  it('takes a bound column from the parent row when the payload lacks it, and from the payload when not', () => {
    const team = { id: teamId, name: 'A team', description: '' }
    expect(read(teams, team, project)).toMatchObject({
      project_id: projectId,
      project: 'Web',
      description: '',
    })
    expect(read(teams, { ...team, projectName: 'New name' }, project)).toMatchObject({ project: 'New name' })
    expect(read(teams, { ...team, projectId, projectName: 'Web' })).toMatchObject({ project_id: projectId })
  })

  it.each([
    ['flat', { id: personId, displayName: 'Jamal', uniqueName: 'j@x.y' }],
    ['under identity', { identity: { id: personId, displayName: 'Jamal', uniqueName: 'j@x.y' } }],
  ])('reads a team member whose identity stands %s', (_, payload) => {
    const parent = { id: teamId, name: 'A team', project_id: projectId, project: 'Web' }
    expect(read(teamMembers, payload, parent)).toMatchObject({
      team_id: teamId,
      team: 'A team',
      project: 'Web',
      id: personId,
      display_name: 'Jamal',
      unique_name: 'j@x.y',
      is_team_admin: false,
    })
  })

  it('refuses a row without its key', () => {
    const thrown = (() => {
      try {
        return readRow(projects, { name: 'Web' })
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toBeInstanceOf(AzdoError)
    expect(thrown).toMatchObject({ code: 'SERVICE_ANSWER_INVALID' })
  })

  it.each([null, undefined, 'text', 5, []])('refuses %j for a row', (payload) => {
    expect(() => readRow(projects, payload)).toThrow(/without id/)
  })

  it('does not read what an object inherits', () => {
    expect(() => readRow(projects, Object.create({ id: projectId }))).toThrow(/without id/)
  })
})
