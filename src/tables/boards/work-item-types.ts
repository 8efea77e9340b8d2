import { flag, json, text } from '../columns.js'
import { ofProject, projectAsked, toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'

export const workItemTypes = defineTable({
  name: 'work_item_types',
  area: 'boards',
  about: 'A work item type of a project, hidden ones included.',
  sources: [
    {
      kind: 'list',
      host: 'core',
      path: '/{id}/_apis/wit/workitemtypes',
      paging: { style: 'none' },
      doc: 'Work Item Tracking / Work Item Types / List',
    },
  ],
  needs: ['vso.work'],
  parent: ofProject,
  key: ['project_id', 'name'],
  references: [toProject],
  projectColumn: 'project',
  columns: {
    ...projectAsked,
    name: text(['name'], 'Name of the type: Bug, Task, User Story and so on.'),
    reference_name: text(['referenceName'], 'Name that stays when the type is renamed.'),
    description: text(['description'], 'Description.'),
    color: text(['color'], 'Colour, as red, green and blue in hex.'),
    icon: text(['icon', 'id'], 'Name of its icon.'),
    icon_url: text(['icon', 'url'], 'Address of its icon.'),
    is_disabled: flag(['isDisabled'], 'True when no more items of it can be made.'),
    states: json(['states'], 'Its states, in their order, with name, colour and category.'),
    transitions: json(['transitions'], 'For each state, those that can follow it.'),
    fields: json(['fields'], 'Its fields: name, reference name, default value, whether it is required.'),
    url: text(['url'], 'REST address of the type.'),
  },
})
