import { timestamp } from '../columns.js'
import { ofProject, toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'
import { nodeColumns, nodeTree } from './classification-nodes.js'

export const iterations = defineTable({
  name: 'iterations',
  area: 'boards',
  about: 'An iteration of a project, at any level.',
  sources: [nodeTree('iterations')],
  needs: ['vso.work'],
  parent: ofProject,
  key: ['id'],
  references: [toProject],
  projectColumn: 'project',
  columns: {
    ...nodeColumns('iteration'),
    start_date: timestamp(['attributes', 'startDate'], 'First day; null when it has no dates.'),
    finish_date: timestamp(['attributes', 'finishDate'], 'Last day; null when it has no dates.'),
  },
  notes: ['All iterations of the project are shown, not only those that a team has chosen.'],
})
