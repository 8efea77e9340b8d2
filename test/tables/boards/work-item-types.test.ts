import { expect, it } from 'vitest'
import { workItemTypes } from '../../../src/tables/boards/work-item-types.js'
import { fabrikam, inFabrikam, rowOf } from '../row-of.js'

it('a type', () => {
  const states = [{ name: 'New', color: 'b2b2b2', category: 'Proposed' }]
  const transitions = { '': [{ to: 'New' }] }
  const fields = [{ name: 'ID', referenceName: 'System.Id', alwaysRequired: false }]
  const payload = {
    name: 'Bug',
    referenceName: 'Microsoft.VSTS.WorkItemTypes.Bug',
    description: 'A fault',
    color: 'CC293D',
    icon: { id: 'icon_insect', url: 'i' },
    isDisabled: false,
    xmlForm: '<FORM/>',
    fields,
    fieldInstances: fields,
    transitions,
    states,
    url: 'u',
  }
  expect(rowOf(workItemTypes, payload, { parent: fabrikam })).toEqual({
    ...inFabrikam,
    name: 'Bug',
    reference_name: 'Microsoft.VSTS.WorkItemTypes.Bug',
    description: 'A fault',
    color: 'CC293D',
    icon: 'icon_insect',
    icon_url: 'i',
    is_disabled: false,
    states,
    transitions,
    fields,
    url: 'u',
  })
})
