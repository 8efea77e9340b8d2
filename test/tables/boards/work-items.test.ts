import { expect, it } from 'vitest'
import { workItems } from '../../../src/tables/boards/work-items.js'
import { fabrikam, inFabrikam, isJamal, jamal, valuesOf } from '../row-of.js'

it('a work item: fields without a value are absent, tags are an array all the same', () => {
  const fields = {
    'System.TeamProject': 'Fabrikam',
    'System.WorkItemType': 'Bug',
    'System.Title': 'It breaks',
    'System.State': 'Active',
    'System.AssignedTo': jamal,
    'System.CreatedDate': '2026-01-31T08:00:00.1Z',
    'Microsoft.VSTS.Common.Priority': 2,
    'Microsoft.VSTS.Scheduling.StoryPoints': 2.5,
    'System.BoardColumnDone': false,
  }
  expect(valuesOf(workItems, { id: 5, rev: 3, url: 'u', fields }, { parent: fabrikam })).toEqual({
    id: 5,
    rev: 3,
    ...inFabrikam,
    type: 'Bug',
    title: 'It breaks',
    state: 'Active',
    ...isJamal('assigned_to'),
    created_date: '2026-01-31T08:00:00.100000Z',
    tags: [],
    priority: 2,
    story_points: 2.5,
    board_column_done: false,
    url: 'u',
    fields,
  })
})
