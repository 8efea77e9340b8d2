import { describe, expect, it } from 'vitest'
import { tables } from '../../src/tables/catalog.js'
import { catalogFaults } from '../../src/tables/catalog-faults.js'
import type { TableDefinition } from '../../src/tables/table-definition.js'

describe('the catalog', () => {
  it('has these tables and columns: public names, so that a difference is to be decided and told in the changelog', async () => {
    const lines = tables.flatMap(({ name, columns }) =>
      Object.entries(columns).map(([column, { type }]) => `${name}.${column} ${type}\n`),
    )
    await expect(lines.join('')).toMatchFileSnapshot('public-columns.txt')
  })

  it('has no fault', () => expect(catalogFaults(tables)).toEqual([]))
})

const [projects, teams, teamMembers, workItems] = tables as [
  TableDefinition,
  TableDefinition,
  TableDefinition,
  TableDefinition,
]
const faultsOf = (...changed: TableDefinition[]) =>
  catalogFaults(tables.map((table) => changed.find(({ name }) => name === table.name) ?? table))

describe('faults', () => {
  it('every fault is found, not the first alone', () => {
    expect(faultsOf({ ...projects, key: ['nope'], area: '' })).toEqual([
      'projects: area or description is empty',
      'projects: key column nope does not exist',
    ])
  })

  it.each<[string, TableDefinition]>([
    ['references unknown table x', { ...teams, references: [{ columns: ['id'], table: 'x', to: ['id'] }] }],
    [
      'references unknown projects.x',
      { ...teams, references: [{ columns: ['id'], table: 'projects', to: ['x'] }] },
    ],
    ['parent x is not a table', { ...teams, parent: { ...teams.parent!, table: 'x' } }],
    ['match x is not bound', { ...teams, parent: { ...teams.parent!, match: 'x' } }],
    [
      'bound column projects.x does not exist',
      { ...teams, parent: { ...teams.parent!, bind: { project_id: 'x' } } },
    ],
    [
      'is its own ancestor',
      { ...projects, parent: { table: 'teams', bind: { id: 'project_id' }, match: 'id' } },
    ],
    ['has no key', { ...teams, key: [] }],
    ['has no source', { ...teams, sources: [] }],
    ['revision x does not exist', { ...workItems, revision: 'x' }],
    [
      'condition names unknown projects.x',
      { ...teams, parent: { ...teams.parent!, where: { kind: 'is-null', column: 'x' } } },
    ],
    [
      'is settled by unknown teams.x',
      { ...teamMembers, parent: { ...teamMembers.parent!, settled: { when: { x: '1' }, mark: [] } } },
    ],
    [
      'is settled by parents, and read in another way too',
      { ...teams, parent: { ...teams.parent!, settled: { mark: [] } } },
    ],
    ["project_id is not the parent's own", { ...teams, parent: { ...teams.parent!, settled: { mark: [] } } }],
    [
      'the first row of /_apis/projects/{project_id}/teams/{id}/members cannot be asked for alone',
      {
        ...teamMembers,
        sources: [{ ...teamMembers.sources[0]!, paging: { style: 'none' } } as never],
        parent: { ...teamMembers.parent!, settled: { mark: [], firstRow: true } },
      },
    ],
    [
      'path parameter {nope} is not a column of the parent',
      { ...teamMembers, sources: [{ ...teamMembers.sources[0]!, path: '/_apis/{nope}' } as never] },
    ],
    [
      'WIQL field System.X stands for unknown column x',
      {
        ...workItems,
        sources: [{ kind: 'work-items', doc: 'd', fields: { x: { field: 'System.X', kind: 'string' } } }],
      },
    ],
    [
      'column x is not described',
      { ...teams, columns: { ...teams.columns, x: { type: 'text', about: '', from: [] } } },
    ],
    [
      'column name X is not snake_case',
      { ...teams, columns: { ...teams.columns, X: { type: 'text', about: 'A.', from: [] } } },
    ],
  ])('%s', (fault, table) => expect(faultsOf(table)).toContain(`${table.name}: ${fault}`))

  it('a name that is used twice', () => {
    expect(catalogFaults([projects, { ...projects }])).toContain('projects: defined twice')
  })
})
