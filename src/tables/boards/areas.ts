import { ofProject, toProject } from '../core/of-project.js'
import { defineTable } from '../table-definition.js'
import { nodeColumns, nodeTree } from './classification-nodes.js'

export const areas = defineTable({
  name: 'areas',
  area: 'boards',
  about: 'An area of a project, at any level.',
  sources: [nodeTree('areas')],
  needs: ['vso.work'],
  parent: ofProject,
  key: ['id'],
  references: [toProject],
  projectColumn: 'project',
  columns: nodeColumns('area'),
})
