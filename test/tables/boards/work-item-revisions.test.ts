import { expect, it } from 'vitest'
import { workItemRevisions } from '../../../src/tables/boards/work-item-revisions.js'
import { jamal, valuesOf } from '../row-of.js'

const person = 'Jamal Hartnett <jamal@fabrikam.example>'
const fields = {
  'System.TeamProject': 'Fabrikam',
  'System.WorkItemType': 'Bug',
  'System.Title': 'It breaks',
  'System.State': 'Active',
  'System.AssignedTo': person,
  'System.ChangedBy': 'A build service',
  'System.ChangedDate': '2026-01-31T08:00:00.1Z',
  'System.RevisedDate': '9999-01-01T00:00:00Z',
  'System.Tags': 'a; b',
  'System.Parent': 4,
}
const expected = {
  work_item_id: 5,
  rev: 3,
  project: 'Fabrikam',
  type: 'Bug',
  title: 'It breaks',
  state: 'Active',
  assigned_to: jamal.displayName,
  assigned_to_unique_name: jamal.uniqueName,
  changed_by: 'A build service',
  changed_date: '2026-01-31T08:00:00.100000Z',
  tags: ['a', 'b'],
  parent_id: 4,
  fields,
}

it('a revision as the stream gives it; the newest was not revised', () => {
  expect(valuesOf(workItemRevisions, { id: 5, rev: 3, fields })).toEqual(expected)
})

it('the same revision by number, with people as objects, makes the same row', () => {
  const objects = {
    'System.AssignedTo': jamal,
    'System.ChangedBy': { displayName: 'A build service', uniqueName: '' },
  }
  const payload = { id: 5, rev: 3, fields: { ...fields, ...objects }, url: 'u' }
  expect(valuesOf(workItemRevisions, payload)).toEqual(expected)
})
