import {
  defineTable,
  type Column,
  type ColumnType,
  type TableDefinition,
} from '../../src/tables/table-definition.js'

const column = (type: ColumnType, about = `A ${type}.`): Column => ({ type, about, from: [] })

const common = {
  area: 'core',
  sources: [],
  needs: [],
} as const

/** Tables shaped like the product's, small enough to read. */
export const projects: TableDefinition = defineTable({
  ...common,
  name: 'projects',
  about: 'Projects, and their "names".',
  key: ['id'],
  references: [],
  projectColumn: 'name',
  columns: {
    id: column('uuid', "The project's id."),
    name: column('text'),
    last_update_time: column('timestamptz'),
  },
})

export const teams: TableDefinition = defineTable({
  ...common,
  name: 'teams',
  about: 'Teams.',
  key: ['id'],
  references: [{ columns: ['project_id'], table: 'projects', to: ['id'] }],
  projectColumn: 'project',
  columns: { id: column('uuid'), name: column('text'), project: column('text'), project_id: column('uuid') },
})

export const teamMembers: TableDefinition = defineTable({
  ...common,
  name: 'team_members',
  about: 'Members of teams.',
  key: ['team_id', 'member_id'],
  references: [
    { columns: ['team_id'], table: 'teams', to: ['id'] },
    { columns: ['project_id'], table: 'projects', to: ['id'] },
  ],
  columns: {
    team_id: column('uuid'),
    member_id: column('text'),
    project_id: column('uuid'),
    admin: column('boolean'),
  },
})

export const workItems: TableDefinition = defineTable({
  ...common,
  name: 'work_items',
  about: 'Work items.',
  key: ['id'],
  references: [
    { columns: ['project_id'], table: 'projects', to: ['id'] },
    { columns: ['parent_id'], table: 'work_items', to: ['id'] },
  ],
  projectColumn: 'project',
  revision: 'rev',
  columns: {
    id: column('integer'),
    rev: column('integer'),
    project: column('text'),
    project_id: column('uuid'),
    title: column('text'),
    parent_id: column('integer'),
    big: column('bigint'),
    points: column('double precision'),
    done: column('boolean'),
    changed_date: column('timestamptz'),
    tags: column('text[]'),
    fields: column('jsonb'),
  },
})

export const sampleTables = [projects, teams, teamMembers, workItems]

/** A row of a table, values by column name; the others are null. */
export function rowOf(table: TableDefinition, values: Record<string, unknown>): unknown[] {
  return Object.keys(table.columns).map((name) => values[name] ?? null)
}

/** A uuid that ends in a number. */
export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}
