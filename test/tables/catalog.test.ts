import { describe, expect, it } from 'vitest'
import { tables } from '../../src/tables/catalog.js'
import { catalogFaults } from '../../src/tables/catalog-faults.js'
import type { TableDefinition } from '../../src/tables/table-definition.js'

/** Names and types are public: a red pin means "decide, then write it in the changelog". */
const pinned: Record<string, string> = {
  projects:
    'id uuid, name text, description text, abbreviation text, state text, visibility text, revision bigint, ' +
    'last_update_time timestamptz, default_team_image_url text, url text',
  teams: 'id uuid, name text, project_id uuid, project text, description text, url text, identity_url text',
  team_members:
    'team_id uuid, team text, project_id uuid, project text, id uuid, display_name text, unique_name text, ' +
    'is_team_admin boolean, descriptor text, image_url text, url text',
  work_items:
    'id integer, rev integer, project text, project_id uuid, type text, title text, state text, reason text, ' +
    'assigned_to text, assigned_to_unique_name text, assigned_to_id uuid, ' +
    'created_by text, created_by_unique_name text, created_by_id uuid, created_date timestamptz, ' +
    'changed_by text, changed_by_unique_name text, changed_by_id uuid, changed_date timestamptz, ' +
    'closed_by text, closed_by_unique_name text, closed_by_id uuid, closed_date timestamptz, ' +
    'activated_date timestamptz, resolved_date timestamptz, state_change_date timestamptz, area_path text, ' +
    'iteration_path text, parent_id integer, tags text[], priority integer, severity text, ' +
    'story_points double precision, effort double precision, original_estimate double precision, ' +
    'remaining_work double precision, completed_work double precision, start_date timestamptz, ' +
    'target_date timestamptz, due_date timestamptz, activity text, value_area text, stack_rank double precision, ' +
    'backlog_priority double precision, board_column text, board_column_done boolean, board_lane text, ' +
    'description text, acceptance_criteria text, repro_steps text, comment_count integer, url text, fields jsonb',
}

describe('the catalog', () => {
  it('has these tables and columns', () => {
    const actual = tables.map((table) => [
      table.name,
      Object.entries(table.columns)
        .map(([name, { type }]) => `${name} ${type}`)
        .join(', '),
    ])
    expect(Object.fromEntries(actual)).toEqual(pinned)
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
