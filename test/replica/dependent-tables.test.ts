import { describe, expect, it } from 'vitest'
import { dependentTables } from '../../src/replica/dependent-tables.js'
import type { TableDefinition } from '../../src/tables/table-definition.js'
import { projects, sampleTables, teamMembers, teams, workItems } from './sample-tables.js'

describe('the tables that refer to a table', () => {
  it('stand after those they refer to', () => {
    const found = dependentTables(projects, [teamMembers, workItems, teams, projects])
    const names = found.map((dependent) => dependent.table.name)
    expect([...names].sort()).toEqual(['team_members', 'teams', 'work_items'])
    expect(names.indexOf('teams')).toBeLessThan(names.indexOf('team_members'))
  })

  it('do not include the table itself, and a row does not go with the row above it', () => {
    expect(dependentTables(workItems, sampleTables)).toEqual([])
    const [items] = dependentTables(projects, [projects, workItems])
    expect(items!.references.map((reference) => reference.table)).toEqual(['projects'])
  })

  it('end where references go in a circle', () => {
    const circular = (name: string, to: string): TableDefinition => ({
      ...projects,
      name,
      references: [
        { columns: ['id'], table: to, to: ['id'] },
        { columns: ['id'], table: 'projects', to: ['id'] },
      ],
    })
    const found = dependentTables(projects, [projects, circular('a', 'b'), circular('b', 'a')])
    expect(found.map((dependent) => dependent.table.name)).toEqual(['a', 'b'])
  })
})
