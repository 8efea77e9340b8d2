import { boolean, integer, text, uuid } from '../columns.js'
import { projectAsked } from '../core/of-project.js'
import type { Column, ListSource } from '../table-definition.js'
import { readNodePath, readParentPath } from './read-node-path.js'

/** Deeper than any tree may be (14 levels), so that nothing is left out below. */
const wholeTree = '100'

/** The tree of areas or iterations of each project, in one answer. */
export function nodeTree(structure: 'areas' | 'iterations'): ListSource {
  return {
    kind: 'list',
    host: 'core',
    path: `/{id}/_apis/wit/classificationnodes/${structure}`,
    query: { $depth: wholeTree },
    paging: { style: 'none' },
    rows: { single: true, children: 'children' },
    doc: 'Work Item Tracking / Classification Nodes / Get',
  }
}

/** The columns that areas and iterations share. `what`: `area`. */
export function nodeColumns(what: string): Readonly<Record<string, Column>> {
  return {
    id: integer(['id'], `Number of the ${what}, unique in the organization.`),
    identifier: uuid(['identifier'], `Id of the ${what}.`),
    name: text(['name'], `Name of the ${what}; the project's for the topmost.`),
    ...projectAsked,
    path: {
      type: 'text',
      about: `Path as work items write it in ${what}_path: the project name, then one level after each backslash.`,
      from: ['path'],
      read: readNodePath,
    },
    parent_path: {
      type: 'text',
      about: `Path of the ${what} above; null for the topmost.`,
      from: ['path'],
      read: readParentPath,
    },
    has_children: boolean(['hasChildren'], 'True when there are others below it.'),
    url: text(['url'], `REST address of the ${what}.`),
  }
}
